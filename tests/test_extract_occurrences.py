import re

from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.extract.text.occurrences import Forms, form_of
from lf2l_kg.extract.text.words import cut_words

LETTERS = st.text(alphabet="aesx'. -(1", max_size=30)


def find(text: str, *labels: str) -> list[tuple[str, str]]:
    """The words found, each with the form that they are an occurrence of."""
    forms = Forms(map(form_of, labels))
    return [(text[start:end], form) for start, end, form in forms.find(text, cut_words(text))]


def test_a_name_is_found_wherever_it_stands_as_whole_words() -> None:
    found = find("halle verte et l'halle-verte, halles  vertes, la challe verte", "Halle verte")
    assert [words for words, _ in found] == ["halle verte", "halle-verte", "halles  vertes"]


def test_a_short_word_is_not_found_in_the_plural() -> None:
    assert find("un bus, des buss", "bus") == [("bus", "bus")]


def test_of_two_names_at_one_place_the_longer_wins_and_hides_what_it_covers() -> None:
    found = find("le pole image du grand lac", "Pole", "Pole image", "image du grand lac")
    assert found == [("pole image", "pole image")]


def test_marks_belong_to_a_name_only_where_they_are_part_of_it() -> None:
    assert find("x (re)bati y", "(re)bati") == [("(re)bati", "(re)bati")]
    assert find("x(re)bati", "(re)bati") == []


def pattern(form: str) -> str:
    words = form.split()
    if all(len(word) > 3 and word.isalpha() for word in words):
        return r"[\s-]+".join(re.escape(word.rstrip("sx")) + "[sx]?" for word in words)
    return r"[\s-]+".join(map(re.escape, words))


@given(st.lists(LETTERS, min_size=1, max_size=4), st.lists(LETTERS, min_size=1, max_size=4))
def test_the_index_finds_what_one_regular_expression_of_all_names_would(
    labels: list[str], parts: list[str]
) -> None:
    named = (label for label in labels if re.search(r"\w", label) and label.strip("sx"))
    forms = {form_of(label) for label in named}
    text = " ".join([*parts, *labels, *parts])
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    expected: list[str] = []
    if ordered:
        joined = re.compile(r"(?<!\w)(?:" + "|".join(map(pattern, ordered)) + r")(?!\w)")
        expected = joined.findall(text)
    assert [words for words, _ in find(text, *sorted(forms))] == expected
