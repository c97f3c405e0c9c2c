from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lf2l_kg.base.records import Document
from lf2l_kg.extract.text.passages import LONGEST, cut_long_blocks
from lf2l_kg.read import parse_document


def read(text: str) -> Document:
    return parse_document("long.md", text.encode())


def test_a_document_of_blocks_that_people_write_is_left_as_it_is() -> None:
    document = read("# Un titre\n\n" + "Une phrase. " * 300)
    assert cut_long_blocks(document) is document


def test_a_block_too_long_is_cut_after_a_sentence() -> None:
    pieces = cut_long_blocks(read("- " + "Une phrase. " * 1000)).blocks
    assert len(pieces) > 2
    assert all(piece.text.startswith("Une phrase.") for piece in pieces)
    assert [piece.kind for piece in pieces[:2]] == ["item", "paragraph"]


def test_without_sentences_or_words_it_is_cut_where_it_must_be() -> None:
    assert [len(b.text) for b in cut_long_blocks(read("a" * (LONGEST + 1))).blocks] == [LONGEST, 1]


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["mot ", "&amp; ", "*a* ", "[b](c) ", "Fin. ", "é"]), min_size=20))
def test_every_character_of_a_piece_keeps_its_place_in_the_file(parts: list[str]) -> None:
    document = read("".join(parts) * (2 * LONGEST // len("".join(parts)) + 1))
    whole, pieces = document.blocks[0], cut_long_blocks(document).blocks
    assert "".join(piece.text for piece in pieces) == whole.text
    places = [piece.offset(i) for piece in pieces for i in range(len(piece.text))]
    assert places == [whole.offset(i) for i in range(len(whole.text))]
    assert pieces[-1].end == whole.end
    assert all(piece.end > piece.offset(len(piece.text) - 1) for piece in pieces)
    started = 0
    for piece in pieces:
        for span in piece.spans:
            assert 0 <= span.start <= span.end <= len(piece.text)
            moved = replace(span, start=span.start + started, end=span.end + started)
            assert moved in whole.spans or moved.end == started + len(piece.text)
        started += len(piece.text)
