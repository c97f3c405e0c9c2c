"""Constructions of documents that nobody wrote for the rules: tables, chronologies, « nous », prizes."""

# ruff: noqa: E501  (a sentence stands on one line, as its author would write it)

from __future__ import annotations

import pytest

from extracting import Reader

# Each case: what it shows, the document, facts that must be read, facts that must not.
CASES: list[tuple[str, str, set[str], set[str]]] = [
    (
        "the things of a table may stand beside their towns, and its bodies carry them",
        "| Commune | Lieu | Gestionnaire | Ouverture | Site |\n|---|---|---|---|---|\n"
        "| Toul | La Glycine | association Motris | 2014 | [glycine](https://glycine.example) |\n",
        {
            "La Glycine | locatedIn | Toul",
            "La Glycine | carriedBy | Motris",
            "La Glycine | startDate | 2014",
            "La Glycine | homepage | https://glycine.example",
        },
        {"Toul | homepage | https://glycine.example"},
    ),
    (
        "a body in the first column carries the project beside it",
        "| Structure | Nom du projet | Ville |\n|---|---|---|\n| Motris Énergie | La Glycine | Toul |\n",
        {"La Glycine | carriedBy | Motris Énergie", "La Glycine | locatedIn | Toul"},
        {"Project: Motris Énergie"},
    ),
    (
        "a column without a head names nothing; names beside functions are persons",
        "| | Nom | Fonction |\n|---|---|---|\n| Finances | Gwenola Rio | comptable |\n",
        {"Person: Gwenola Rio", "Gwenola Rio | role | comptable"},
        {"Project: Finances"},
    ),
    (
        "the lines of a chronology date what they open with",
        "**1987** – Fermeture de l'usine.\n\n**2009** – L'association Motris est créée à Toul.\n\n"
        "**2013** – Ouverture du jardin partagé La Glycine.\n\n**2020** – L'association Motris soutient l'association Rameau.\n",
        {"Motris | startDate | 2009", "La Glycine | startDate | 2013"},
        {"Motris | startDate | 2020", "Rameau | startDate | 2020"},
    ),
    (
        "a prize is of whom it is from, in the year beside it, though a place stands beside the verb",
        "L'atelier de couture, à Toul, vient de remporter le prix « Mains d'or » 2023 de l'ADEME.\n",
        {"Mains d'or | awardedBy | ADEME", "Mains d'or | awardDate | 2023"},
        {"Toul | hasAward | Mains d'or"},
    ),
    (
        "« nous » are whom the text begins with and speaks of",
        "L'association Motris répare. L'association Motris est à Toul.\n\n## Réseaux\n\nNous sommes membres du Réseau Loutre.\n",
        {"Motris | memberOf | Réseau Loutre"},
        set(),
    ),
    (
        "a place that belongs to another is a part of it",
        "La ville de Toul appartient à la communauté de communes Terres Touloises.\n",
        {"Toul | partOf | communauté de communes Terres Touloises"},
        {"Toul | memberOf | communauté de communes Terres Touloises"},
    ),
    (
        "an event is where its days are said to be",
        "Le Festival des Possibles s'est tenu les 23 et 24 septembre 2023 à Toul.\n",
        {"Festival des Possibles | locatedIn | Toul"},
        set(),
    ),
    (
        "« le site de » leads to a homepage, what a reader may do to nothing",
        "L'association Motris répare. [Voir le site de Motris](https://motris.example) [Se désinscrire](https://motris.example/u)\n",
        {"Motris | homepage | https://motris.example"},
        {
            "Motris | source | https://motris.example/u",
            "Motris | homepage | https://motris.example/u",
            "Institution: Se désinscrire",
        },
    ),
    (
        "what a heading quotes is a thing when the text below begins with it, and who acts with its carrier is a partner",
        "## Bilan\n\n## 2. Cuisine mobile « La Popote »\n\nLa Popote roule. Elle est portée par Motris Énergie avec l'Écopôle et la Ressource.\n",
        {
            "La Popote | carriedBy | Motris Énergie",
            "La Popote | partner | Écopôle",
            "La Popote | partner | Ressource",
        },
        set(),
    ),
    (
        "paragraphs that begin with a marked name and a dash are of that thing",
        "**Quiet Quays** – noise maps, in partnership with Erasmus University.\n\n"
        "**Tidal Kitchen** – a kitchen run by the Quay Residents' Association.\n\n**Pour finir** – rien.\n",
        {
            "Quiet Quays | partner | Erasmus University",
            "Tidal Kitchen | carriedBy | Quay Residents' Association",
        },
        {"Project: Pour finir"},
    ),
    (
        "a function without a body is held on the institution's own page; the things of a town's page are there",
        "---\ntype: Institution\ntitle: Motris\n---\n- Ana Costa, directrice\n- Paul Roux, directeur du Réseau Loutre\n",
        {"Ana Costa | headOf | Motris", "Paul Roux | headOf | Réseau Loutre"},
        {"Paul Roux | headOf | Motris"},
    ),
    (
        "the things that head the sections of a town's page are there",
        "---\ntitle: Toul\npopulation: 15000\n---\n## Projets\n\n### La Ruche du May\n\nLa Ruche du May est un tiers-lieu.\n",
        {"La Ruche du May | locatedIn | Toul"},
        set(),
    ),
    (
        "the rows of a table of figures say something of the page's thing, and are no things",
        "---\ntitle: Toul\npopulation: 15000\n---\n| Indicateur | Valeur |\n|---|---|\n| Population | 15 000 habitants |\n| Emplois | 9 300 |\n",
        {"Toul | population | 15000"},
        {"Project: Emplois"},
    ),
    (
        "a report behind a link is a source, « ORCID » no thing, and a first name an address of its bearer",
        "Ana Costa, coordinatrice du Réseau Loutre, ana@loutre.example [ORCID](https://orcid.org/0000-0002-1825-0097)\n\n- [Reportage de Radio Toul](https://radio.example/r)\n",
        {"Ana Costa | email | ana@loutre.example"},
        {"Institution: ORCID", "Institution: Reportage de Radio Toul"},
    ),
    (
        "a name that is all of an article and a noun keeps what it is of; a function ends before the next name",
        "Le projet Glycine est porté par l'association Les Voix du Bassin.\n\n- Ana Costa, ingénieure de recherche CNRS\nPaul Roux, doctorant\n",
        {
            "Glycine | carriedBy | Les Voix du Bassin",
            "Ana Costa | role | ingénieure de recherche CNRS",
            "Paul Roux | role | doctorant",
        },
        set(),
    ),
    (
        "a subtitle says what the title names",
        "---\ntitle: Les Hortensias\nsubtitle: Association d'éducation populaire\nreseau: Réseau Loutre\n---\nTexte.\n",
        {"Institution: Les Hortensias", "Les Hortensias | memberOf | Réseau Loutre"},
        set(),
    ),
    (
        "acronyms may hold small letters, or a word of the name",
        "Il suit le European Network of Living Labs (ENoLL) et la Delft University of Technology (TU Delft).\n",
        {
            "European Network of Living Labs | altLabel | ENoLL",
            "Delft University of Technology | altLabel | TU Delft",
        },
        set(),
    ),
    (
        "keys that people use for who carries, funds, and for when; themes enumerated; a duration",
        "---\nname: Glycine\ncoordinator: Motris Énergie\nfunders: [Fondation Loutre]\ndurée: 2022-2026\nmots-cles: énergie ; mobilité\n---\nTexte.\n",
        {
            "Glycine | carriedBy | Motris Énergie",
            "Glycine | supportedBy | Fondation Loutre",
            "Glycine | startDate | 2022",
            "Glycine | endDate | 2026",
            "Glycine | hasTheme | mobilite",
        },
        set(),
    ),
    (
        "what is set in bold within a sentence is not a project for that alone",
        "Rendez-vous **Jeudi 14 mars** à la **Mairie** ; apportez votre **Carte d'identité**, prévenez le "
        "**Secrétariat**. Nous parlerons de la **Voirie** et des **Écoles**, en **Français**, avec **Word**.\n",
        set(),
        {
            "Project: Jeudi 14 mars",
            "Project: Mairie",
            "Project: Carte d'identité",
            "Project: Secrétariat",
            "Project: Voirie",
            "Project: Écoles",
            "Project: Français",
            "Project: Word",
        },
    ),
    (
        "« nous » below the day of a meeting is who writes, and a day without more is no event",
        "# Lettre\n\n## Dimanche 8 mai – Relâche\n\nRien.\n\n## Mardi 10 mai : Assemblée générale\n\n"
        "Nous sommes soutenus par la Fondation Loutre depuis 2019.\n",
        {"Event: Assemblée générale", "Institution: Fondation Loutre"},
        {
            "Event: Relâche",
            "Assemblée générale | supportedBy | Fondation Loutre",
            "Assemblée générale | startDate | 2019",
        },
    ),
    (
        "a given name alone is nobody, and a heading's common noun no project",
        "## Zoom : Le budget\n\nLe budget s'élève à 2 M€. Le Café Relais est tenu par **Lucie** et **Paul**.\n",
        set(),
        {"Project: Le budget", "Institution: Lucie", "Institution: Paul"},
    ),
    (
        "what stands where a name will stand is none",
        "---\ntype: Projet\ntitre: Glycine\nporteur: à définir\npartenaires: [N/A, en cours de recherche, Motris]\n---\nTexte.\n",
        {"Glycine | partner | Motris"},
        {
            "Institution: à définir",
            "Institution: N/A",
            "Institution: en cours de recherche",
        },
    ),
    (
        "a name that the front matter gives is found whole in the text",
        "---\ntype: Projet\ntitre: Glycine\npartenaires: [Association Saules et Ruisseaux]\n---\nL'association Saules et Ruisseaux taille.\n",
        {"Glycine | partner | Saules et Ruisseaux"},
        {"Institution: Saules"},
    ),
    (
        "a page that asks who we are presents what its first sentence names, by the noun that goes on",
        "# Qui sommes-nous ?\n\nLa Glycine est née en 2014. L'association compte dix salariés.\n\n## Réseaux\n\nNous avons rejoint le Réseau Loutre. L'équipe est dirigée par Ana Costa.\n",
        {
            "Institution: La Glycine",
            "La Glycine | startDate | 2014",
            "La Glycine | memberOf | Réseau Loutre",
            "Ana Costa | headOf | La Glycine",
        },
        set(),
    ),
    (
        "a yearly report is by whom its title names, also by the first word of the name",
        "# Rapport d'activité 2021 – La Filature des possibles\n\nEn 2022, la Filature a rejoint le Réseau Loutre.\n",
        {"La Filature des possibles | memberOf | Réseau Loutre"},
        {"La Filature des possibles | startDate | 2021"},
    ),
    (
        "a name in bold within a sentence is a thing; a key before a colon is none",
        "Depuis 2020, l'association Motris coordonne le réseau **Graines de quartier**.\n\n**Secrétaire de séance :** Ana Costa\n\nMerci à **tous** !\n",
        {"Institution: Graines de quartier", "Graines de quartier | carriedBy | Motris"},
        {"Project: Secrétaire de séance"},
    ),
    (
        "a name that commas set off from its noun is what begins",
        "---\ntype: Project\ntitle: Glycine\n---\nA follow-up project, DeltaSchool, started in January 2023.\n",
        {"DeltaSchool | startDate | 2023-01"},
        {"Glycine | startDate | 2023-01"},
    ),
    (
        "« zoom » in a heading leads to a thing when the text below names it",
        "## Zoom : Textile en boucle\n\nLancé en mars 2021 avec l'entreprise Motris, Textile en boucle trie. Le programme est financé par l'ADEME.\n",
        {
            "Textile en boucle | startDate | 2021-03",
            "Textile en boucle | partner | Motris",
            "Textile en boucle | supportedBy | ADEME",
        },
        set(),
    ),
    (
        "whom a project brings together are partners, though only some are named",
        "---\ntype: Project\ntitle: Glycine\n---\nThe project brought together nine partners, among them the University of Toul and the association Motris.\n",
        {"Glycine | partner | University of Toul", "Glycine | partner | Motris"},
        set(),
    ),
    (
        "a street behind a number is an address, the rest of a name in small letters part of it",
        "L'association Motris est au 12, rue des Tanneurs. Elle est soutenue par l'université de Bretagne occidentale.\n",
        {"Motris | supportedBy | université de Bretagne occidentale"},
        {"Project: rue des Tanneurs"},
    ),
    (
        "headings of a programme begin with the day; what follows is an event, of which the lines below speak",
        "## Jeudi 14 mars 2019 – Café des idées\n\nOrganisé par l'association Motris.\n\n## Du 19 au 22 mars 2019 – Semaine bleue\n\nOrganisateur : Motris Énergie\n",
        {
            "Café des idées | startDate | 2019-03-14",
            "Café des idées | carriedBy | Motris",
            "Semaine bleue | startDate | 2019-03-19",
            "Semaine bleue | endDate | 2019-03-22",
            "Semaine bleue | carriedBy | Motris Énergie",
        },
        set(),
    ),
    (
        "« M. Roux » is the Paul Roux named in full, and no initial; a function before a colon is of who follows",
        "Présents : Mme Ana Costa, M. Paul Roux\nSecrétaire de séance : Ana Costa\n\nM. Roux, adjoint au logement, ouvre la séance.\n",
        {"Paul Roux | role | adjoint au logement", "Ana Costa | role | Secrétaire de séance"},
        {"Paul Roux | role | Secrétaire de séance", "Person: M. Roux"},
    ),
    (
        "a prize is called by all its words, up to who gave it",
        "L'association Motris s'est vu remettre le Laurier d'argent de la ville apaisée par l'ADEME.\n\nEn 2022, l'association Rameau a reçu le prix Territoires engagés pour la nature, remis par l'ADEME.\n",
        {
            "Motris | hasAward | Laurier d'argent de la ville apaisée",
            "Laurier d'argent de la ville apaisée | awardedBy | ADEME",
            "Rameau | hasAward | prix Territoires engagés pour la nature",
            "prix Territoires engagés pour la nature | awardDate | 2022",
        },
        set(),
    ),
    (
        "a commune that no gazetteer knows is one by its noun",
        "Le projet Glycine est porté par la commune de Vergy-la-Tourelle.\n",
        {"Glycine | carriedBy | Vergy-la-Tourelle"},
        set(),
    ),
    (
        "a project too is a member of a network; « nous » before a verb are the page's, whatever was named last",
        "---\ntype: Projet\ntitre: Glycine\n---\nNous avons rejoint le Réseau Loutre. Nous avons aussi accueilli le 24 septembre les Rencontres des fabriques de territoire.\n",
        {
            "Glycine | memberOf | Réseau Loutre",
            "Rencontres des fabriques de territoire | supportedBy | Glycine",
        },
        {"Rencontres des fabriques de territoire | supportedBy | Réseau Loutre"},
    ),
    (
        "a heading is the name of a thing when the text below says it with its capital within a sentence",
        "### 1. Halle des forgerons\n\nLa réhabilitation de la Halle des forgerons a démarré en octobre 2022.\n\n### 2. Questions diverses\n\nLes questions sont nombreuses.\n",
        {"Halle des forgerons | startDate | 2022-10"},
        {"Project: Questions diverses"},
    ),
    (
        "the town of a postal address is where the thing is that the lines begin with",
        "L'association Motris\n12, rue des Tanneurs\n54999 Vaudrimont\n\nLe budget est de 54999 Euros.\n",
        {"Motris | locatedIn | Vaudrimont"},
        {"Territory: Euros"},
    ),
    (
        "inhabitants in brackets show a place; what a noun beside a name calls it goes on speaking of it",
        "Grandcorvennes (28 400 habitants) grandit. **Rues aux enfants**, l'opération que chacun aime, change. L'opération est soutenue par l'ADEME.\n",
        {
            "Grandcorvennes | population | 28400",
            "Rues aux enfants | supportedBy | ADEME",
        },
        set(),
    ),
    (
        "what whoever writes calls theirs is carried by the page's institution",
        "# Qui sommes-nous ?\n\nLa Glycine est née en 2014. L'association compte dix salariés. Notre programme RePal trie. Notre partenaire, Motris Énergie, aide.\n",
        {"RePal | carriedBy | La Glycine"},
        {"Motris Énergie | carriedBy | La Glycine"},
    ),
    (
        "of two dates that agree the more precise one is stated",
        "---\ntype: Project\ntitle: Glycine\ndébut: 2010-05-01\n---\nGlycine a été lancé en 2010. Glycine s'est terminé en 2012.\n",
        {"Glycine | startDate | 2010-05-01", "Glycine | endDate | 2012"},
        {"Glycine | startDate | 2010"},
    ),
    (
        "a class of several words counts by its first; what a relative clause names is not what ends",
        "---\ntype: projet européen\ntitle: GLYCINE\nlabels: [Ville d'art et d'histoire]\n---\nLe projet [RenoVoisins](https://renovoisins.example), dont GLYCINE prend la suite, s'est achevé en 2021.\n",
        {"RenoVoisins | endDate | 2021", "GLYCINE | hasAward | Ville d'art et d'histoire"},
        {"GLYCINE | endDate | 2021"},
    ),
    (
        "a legal form says what the title names",
        "---\nnom: Les Ateliers de la Sambrelle\nstatut: SCIC\ncréation: 2013\n---\nTexte.\n",
        {
            "Institution: Les Ateliers de la Sambrelle",
            "Les Ateliers de la Sambrelle | startDate | 2013",
        },
        set(),
    ),
    (
        "an article behind a link is a source also with its article; a verb in the plural ends a name",
        "L'association Motris aide. Lire [l'article du Progrès sur Motris](https://progres.example/m). Le Conseil des notariats européens siègent à côté.\n",
        set(),
        {
            "Institution: l'article du Progrès sur Motris",
            "Institution: Conseil des notariats européens siègent",
        },
    ),
]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_construction(reader: Reader, text: str, wanted: set[str], unwanted: set[str]) -> None:
    reader.check(text, wanted, unwanted)
