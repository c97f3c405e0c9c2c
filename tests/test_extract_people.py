"""extract: persons, their functions, institutions and addresses are read; what looks like them is not."""

from __future__ import annotations

import pytest

from extracting import Reader
from lf2l_kg.extract.text.capitals import is_given_name

# Each case: what it shows, the document, facts that must be read, facts that must not.
CASES: list[tuple[str, str, set[str], set[str]]] = [
    (
        "a head has a function and a body that it heads, and is not said to be its member besides",
        "Berta Kuhn, présidente du Réseau Loutre, a ouvert la séance.\n",
        {
            "Person: Berta Kuhn",
            "Berta Kuhn | role | présidente du Réseau Loutre",
            "Berta Kuhn | headOf | Réseau Loutre",
        },
        {"Berta Kuhn | memberOfInstitution | Réseau Loutre"},
    ),
    (
        "two functions joined by « et » are two, each with its own institution",
        "Berta Kuhn, professeure en hydrologie et botanique à l'Université de Liège (Belgique) "
        "et consultante à l'UNESCO, a conclu.\n",
        {
            "Berta Kuhn | role | professeure en hydrologie et botanique",
            "Berta Kuhn | memberOfInstitution | Université de Liège",
            "Berta Kuhn | role | consultante",
            "Berta Kuhn | memberOfInstitution | UNESCO",
            "Institution: UNESCO",
        },
        {"Berta Kuhn | locatedIn | Belgique", "Berta Kuhn | memberOfInstitution | Belgique"},
    ),
    (
        "functions separated by a comma are two, and a name in quotes belongs to its noun",
        "- Jo Klein, Conseillère régionale, Présidente de la Commission « Haies et forêts »\n",
        {
            "Jo Klein | role | Conseillère régionale",
            "Jo Klein | role | Présidente de la Commission « Haies et forêts »",
            "Jo Klein | headOf | Commission Haies et forêts",
        },
        set(),
    ),
    (
        "what a deputy is charged with is no institution",
        "Jo Klein, adjointe déléguée à l'ESS et à la vie associative, répondra.\n",
        {"Jo Klein | role | adjointe déléguée à l'ESS et à la vie associative"},
        {"Institution: ESS", "Jo Klein | memberOfInstitution | ESS"},
    ),
    (
        "an abbreviated function does not end at its full stop",
        "Toomas Kask, prof. associé à EBS Tallinn (Estonie), était là.\n",
        {
            "Toomas Kask | role | prof. associé",
            "Toomas Kask | memberOfInstitution | EBS Tallinn",
        },
        {"Toomas Kask | role | prof"},
    ),
    (
        "a function may stand before the name, with its adjectives",
        "C'est une idée de la sociologue belge et féministe **Berta Kuhn**.\n",
        {"Berta Kuhn | role | sociologue belge et féministe", "Person: Berta Kuhn"},
        set(),
    ),
    (
        "a verb between a function and a name keeps them apart",
        "Le directeur accueille Ana Costa et la présidente remercie Paul Roux.\n",
        set(),
        {"Ana Costa | role | directeur", "Paul Roux | role | présidente"},
    ),
    (
        "a function between two names belongs to the one before",
        "Ont parlé : Ana Costa, directrice, Paul Roux, trésorier.\n",
        {"Ana Costa | role | directrice", "Paul Roux | role | trésorier"},
        {"Paul Roux | role | directrice"},
    ),
    (
        "a mayor is at the head of a place that the text names, the deputy is its member",
        "Le maire de Genk, Wim Peeters, et Paul Roux, adjoint au maire de Metz, ont signé.\n",
        {
            "Wim Peeters | role | maire de Genk",
            "Wim Peeters | headOf | Genk",
            "Paul Roux | memberOfInstitution | Metz",
        },
        {"Paul Roux | headOf | Metz", "Wim Peeters | locatedIn | Genk"},
    ),
    (
        "a list of persons shares the laboratory named after the last",
        "Des ateliers animés par Ana Costa, Ph.D, Toomas Kask, Paul Roux du laboratoire HYDROS.\n",
        {
            "Person: Ana Costa",
            "Ana Costa | memberOfInstitution | HYDROS",
            "Toomas Kask | memberOfInstitution | HYDROS",
            "Paul Roux | memberOfInstitution | HYDROS",
        },
        {"Person: Ph.D", "Person: Paul Roux du laboratoire HYDROS"},
    ),
    (
        "countries in brackets after persons are where they come from, and say nothing more",
        "Sont venus Vaino Ozolins (Lettonie), Ana Costa (Port.) et Toomas KASK (Est.).\n",
        {"Person: Vaino Ozolins", "Person: Ana Costa", "Person: Toomas KASK"},
        {"Vaino Ozolins | locatedIn | Lettonie"},
    ),
    (
        "initials and a title name the person named in full elsewhere",
        "La table ronde réunit A. Costa et Mme Kuhn.\n\nAna Costa et Berta Kuhn, ingénieure, écrivent.\n",
        {"Person: Ana Costa", "Person: Berta Kuhn"},
        {"Person: A. Costa", "Person: Mme Kuhn", "Person: Kuhn"},
    ),
    (
        "two names without a comma between them are two persons",
        "Autour de A. Costa Vaino Ozolins (Lettonie), Paul Roux et Jeanne Bos parleront. "
        "Ana Costa anime.\n",
        {"Person: Ana Costa", "Person: Vaino Ozolins"},
        {"Person: A. Costa Vaino Ozolins", "Person: Costa Vaino Ozolins"},
    ),
    (
        "particles, hyphens, two surnames and surnames in capitals belong to the name",
        "Merci à Jean-Noël van der Berg, Ana De Sousa, Pilar Soto Vega et Jeanne SAINT-JUST.\n",
        {
            "Person: Jean-Noël van der Berg",
            "Person: Ana De Sousa",
            "Person: Pilar Soto Vega",
            "Person: Jeanne SAINT-JUST",
        },
        set(),
    ),
    (
        "capitalised pairs are no persons by themselves, nor in a list",
        "Quatre axes : Ville Sobre, Eau Vive, Forêt Claire et Nuit Noire. Le Grand Canal coule.\n",
        set(),
        {"Person: Ville Sobre", "Person: Eau Vive", "Person: Forêt Claire", "Person: Grand Canal"},
    ),
    (
        "a pair and a function are a person only when something marks them off",
        "La Loutre Verte Responsable est un label. Node Package Manager aussi.\n\n"
        "Vaino Ozolins, responsable du fleuve, le gère.\n",
        {"Vaino Ozolins | role | responsable du fleuve"},
        {"Person: Loutre Verte", "Person: Node Package"},
    ),
    (
        "the words that announce a person are not part of the name",
        "Professeur Vaino Ozolins ouvre. Contactez Toomas Kask : t.kask@example.org\n",
        {
            "Person: Vaino Ozolins",
            "Vaino Ozolins | role | Professeur",
            "Person: Toomas Kask",
            "Toomas Kask | email | t.kask@example.org",
        },
        {"Person: Contactez Toomas Kask", "Person: Professeur Vaino Ozolins"},
    ),
    (
        "a name after a function that no « de » leads to is not what the person heads",
        "Le délégué Castor, Ana Costa, et le directeur du Réseau Loutre, Paul Roux.\n",
        {"Paul Roux | headOf | Réseau Loutre", "Paul Roux | role | directeur du Réseau Loutre"},
        {"Ana Costa | role | délégué Castor"},
    ),
    (
        "what is named after a person is not the person",
        "Le lycée Paul Verlaine, la salle Jean Prouvé et la rue Ana Costa sont voisins.\n",
        set(),
        {"Person: Paul Verlaine", "Person: Jean Prouvé", "Person: Ana Costa"},
    ),
    (
        "a name followed by a question mark is not asserted",
        "Le jury : Paul Roux ?\n",
        set(),
        {"Person: Paul Roux"},
    ),
    (
        "a person alone in an item or a cell is no institution",
        "## Partenaires\n\n- Ana Costa\n\n| Nom | Fonction |\n|---|---|\n| Jeanne Bos | Directrice |\n",
        {"Person: Ana Costa", "Person: Jeanne Bos", "Jeanne Bos | role | Directrice"},
        {"Institution: Ana Costa", "Project: Jeanne Bos"},
    ),
    (
        "an item gives a name, a function, an institution and an address",
        "- **Ana Costa** – Ingénieure de recherche, Université de Liège – <ana.costa@example.org>\n",
        {
            "Ana Costa | role | Ingénieure de recherche",
            "Ana Costa | memberOfInstitution | Université de Liège",
            "Ana Costa | email | ana.costa@example.org",
        },
        set(),
    ),
    (
        "a contact is the contact of the institution that the sentence names",
        "Réservez les machines de l'association Motris et écrivez par email à Ana Costa "
        "(ana.costa{at}example.org).\n",
        {
            "Ana Costa | email | ana.costa@example.org",
            "Ana Costa | contactOf | Motris",
        },
        {"Motris | email | ana.costa@example.org"},
    ),
    (
        "an address without a person is the institution's that the page is about",
        "L'association Motris répare. Pour Motris, un outil de l'Université de Liège compte.\n\n"
        "L'atelier sert à l'Université de Liège. Plus d'informations, contact : <bonjour@example.org>\n\n"
        "Motris accueille.\n",
        {"Motris | email | bonjour@example.org"},
        {"Université de Liège | email | bonjour@example.org"},
    ),
    (
        "an address goes to the person that it names, not to the nearest",
        "Ana Costa et Paul Roux : a.costa@example.org\n",
        {"Ana Costa | email | a.costa@example.org"},
        {"Paul Roux | email | a.costa@example.org"},
    ),
    (
        "below a heading that announces contacts a person is the contact of what the page is about",
        "L'association Motris répare. Motris ouvre.\n\n## Nous contacter\n\nAna Costa, Liège\n\n"
        "## Histoire\n\nPaul Roux a ouvert Motris.\n",
        {"Ana Costa | contactOf | Motris"},
        {"Paul Roux | contactOf | Motris"},
    ),
    (
        "a function below a person's name is that person's, and not below a name in a sentence",
        "### Ana Costa\n\nIngénieure de recherche à l'Université de Liège, elle répare.\n\n"
        "Hier, Paul Roux est venu.\n\nDirecteur de rien.\n",
        {
            "Ana Costa | role | Ingénieure de recherche",
            "Ana Costa | memberOfInstitution | Université de Liège",
        },
        {"Paul Roux | role | Directeur de rien"},
    ),
    (
        "a function on the line after a name is no second surname",
        "**Ana Costa**\nIngénieure, Metz\n",
        {"Person: Ana Costa", "Ana Costa | role | Ingénieure"},
        {"Person: Ana Costa Ingénieure"},
    ),
    (
        "in a list a person belongs to the institution beside the name, if that ends the item",
        "- Ana Costa, Université de Liège\n- Paul Roux (HYDROS, CNRS)\n"
        "- Dr. Vaino Tamm (Université de Bruges, Belgique)\n"
        "- Jeanne Bos, Université de Metz en fête\n",
        {
            "Ana Costa | memberOfInstitution | Université de Liège",
            "Paul Roux | memberOfInstitution | HYDROS",
            "Paul Roux | memberOfInstitution | CNRS",
            "Vaino Tamm | memberOfInstitution | Université de Bruges",
        },
        {"Jeanne Bos | memberOfInstitution | Université de Metz"},
    ),
    (
        "an acronym in brackets after a person is where the person works",
        "Ana Costa (CNRS) et Paul Roux (UK) ont parlé.\n",
        {"Ana Costa | memberOfInstitution | CNRS"},
        {"Institution: UK", "Paul Roux | memberOfInstitution | UK"},
    ),
    (
        "a body or an authority in brackets is where a person works; a function is one, a country neither",
        "Présents : Ana Costa (présidente), Paul Roux (Fab'Lab Nord), Marie D'Amico (Ville de Toul),"
        " Jeanne Petit (Familles rurales), Luc Martin (Grèce).\n",
        {
            "Ana Costa | role | présidente",
            "Paul Roux | memberOfInstitution | Fab'Lab Nord",
            "Marie D'Amico | memberOfInstitution | Toul",
            "Jeanne Petit | memberOfInstitution | Familles rurales",
        },
        {"Luc Martin | memberOfInstitution | Grèce"},
    ),
]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_rule(reader: Reader, text: str, wanted: set[str], unwanted: set[str]) -> None:
    reader.check(text, wanted, unwanted)


@pytest.mark.parametrize(
    "written",
    [
        "ana.costa@example.org",
        "ana.costa {at} example.org",
        "ana.costa[at]example.org",
        "ana.costa (at) example (dot) org",
        "ana.costa [arobase] example [point] org",
        "ana.costa arobase example.org",
        "ana.costa @ example.org",
        "Ana.Costa@Example.org",
        "[écrire](mailto:ana.costa@example.org)",
    ],
)
def test_an_address_is_read_however_it_is_hidden(reader: Reader, written: str) -> None:
    assert "Ana Costa | email | ana.costa@example.org" in reader.lines(f"Ana Costa : {written}\n")


@pytest.mark.parametrize("written", ["ana.costa at work", "à 10 [at] midi", "@ana_costa", "a@b"])
def test_what_is_no_address_is_not_read_as_one(reader: Reader, written: str) -> None:
    lines = reader.lines(f"Ana Costa : {written}\n")
    assert not [line for line in lines if "| email |" in line]


def test_a_doubtful_owner_of_an_address_waits_for_review(reader: Reader) -> None:
    facts = reader.facts("Ana Costa : paul.roux@example.org\n")
    found = [fact for fact in facts if fact.predicate == "email"]
    assert found
    assert all(fact.evidence.confidence < 0.5 for fact in found)


def test_given_names_are_known_in_any_case_without_accents_and_in_compounds() -> None:
    assert all(map(is_given_name, ["Ana", "HELENE", "Hélène", "Jean-Noël"]))


def test_towns_and_common_nouns_are_no_given_names() -> None:
    assert not any(map(is_given_name, ["Nancy", "Lorraine", "Rose", "Ville", "France"]))


def test_a_long_line_of_names_takes_no_longer_than_its_length(reader: Reader) -> None:
    count = 3000
    lines = reader.lines("Ana Costa, directrice de la Loutre et " * count)
    assert "Ana Costa | role | directrice de la Loutre" in lines


def test_a_name_in_two_cells_or_two_keys_is_one_name(reader: Reader) -> None:
    reader.check(
        """
        # Équipe

        | Prénom | Nom | Fonction |
        |---|---|---|
        | Anne-Sophie | Royer | Chargée de mission |
        | Éléonore | d'Huart | |

        | Nom | Prénom | Mél |
        |---|---|---|
        | Petit | Jeanne | j.petit@toul.example |
        """,
        {
            "Anne-Sophie Royer | role | Chargée de mission",
            "Person: Éléonore d'Huart",
            "Jeanne Petit | email | j.petit@toul.example",
        },
        {"Project: Anne-Sophie", "Person: Royer", "Person: Petit", "Project: Petit"},
    )
    page = "---\ntype: Personne\nnom: Durand\nprénom: Élodie\nemployeur: Université du Val\n---\nBonjour.\n"
    reader.check(
        page,
        {"Person: Élodie Durand", "Élodie Durand | memberOfInstitution | Université du Val"},
        {"Person: Durand"},
    )
    title = next(fact for fact in reader.facts(page) if fact.predicate == "prefLabel")
    assert title.object == "Élodie Durand"
    assert [quote.exact for quote in title.evidence.quotes] == ["Élodie", "Durand"]
