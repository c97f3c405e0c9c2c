"""Constructions of everyday documents: minutes, project sheets, press releases, directories, interviews."""

# ruff: noqa: E501  (a sentence stands on one line, as its author would write it)

from __future__ import annotations

import pytest

from extracting import Reader

_PAGE = "---\ntitle: Tilleul\ntype: Projet\n---\n\n"

# Each case: what it shows, the document, facts that must be read, facts that must not.
CASES: list[tuple[str, str, set[str], set[str]]] = [
    (
        "a table without heads whose rows begin with keys says what the page's thing is",
        f"{_PAGE}| | |\n|---|---|\n| **Porteur** | Motris Énergie |\n| **Financeurs** | ADEME, Ville de Toul |\n"
        "| **Durée** | 24 mois (mars 2021 – février 2023) |\n| **Contact** | Ana Costa, cheffe de projet |\n",
        {
            "Tilleul | carriedBy | Motris Énergie",
            "Tilleul | supportedBy | ADEME",
            "Tilleul | supportedBy | Toul",
            "Tilleul | startDate | 2021-03",
            "Tilleul | endDate | 2023-02",
            "Ana Costa | contactOf | Tilleul",
        },
        {"Person: cheffe de projet"},
    ),
    (
        "the first row of such a table counts, though it stands where heads do",
        f"{_PAGE}| Porteur | Motris Énergie |\n|---|---|\n| Partenaires | Veolia, ADEME |\n| Lieu | Toul |\n",
        {"Tilleul | carriedBy | Motris Énergie", "Tilleul | partner | Veolia"},
        set(),
    ),
    (
        "a table of partners or funders is of what the section is about",
        f"{_PAGE}## Financement\n\n| Financeur | Montant |\n|---|---|\n| Fondation Orme | 10 000 € |\n| Ville de Toul (contrat) | 4 000 € |\n",
        {"Tilleul | supportedBy | Fondation Orme", "Tilleul | supportedBy | Toul"},
        {"Project: Fondation Orme"},
    ),
    (
        "a person of a table is of the body beside, and holds no office on the page",
        f"{_PAGE}| Nom | Fonction | Structure |\n|---|---|---|\n| Ana Costa | Directrice | Motris Énergie |\n",
        {"Ana Costa | memberOfInstitution | Motris Énergie"},
        {"Ana Costa | headOf | Tilleul"},
    ),
    (
        "a name between commas, after « baptisé », is the noun's",
        "Le projet, baptisé « La Glycine », est porté par l'association Motris.\n",
        {"La Glycine | carriedBy | Motris"},
        set(),
    ),
    (
        "a sum after a name is no part of it",
        "La Fondation Orme 10 000 € et la Fondation Hêtre 500 euros sont citées.\n",
        {"Institution: Fondation Orme", "Institution: Fondation Hêtre"},
        {"Institution: Fondation Orme 10 000", "Institution: Fondation Hêtre 500"},
    ),
    (
        "a name before a verb of belonging is one; a word with a capital is not",
        "Le Bric'Lab fait partie du Réseau Loutre.\n\nLa Direction fait partie du Réseau Loutre.\n",
        {"Bric'Lab | memberOf | Réseau Loutre"},
        {"Institution: Direction"},
    ),
    (
        "what is said to be a place or a workshop, or becomes one, is a thing",
        "**Le Grand Séchoir** est un espace de travail situé à Toul.\n\nLe Fil Rouge devient une coopérative.\n",
        {"Grand Séchoir | locatedIn | Toul", "Institution: Fil Rouge"},
        set(),
    ),
    (
        "a noun after a participle and its agent is not the agent",
        "À propos de l'association Motris — Créée en 2013 par la Fédération Loutre, l'association emploie six salariés.\n",
        {"Motris | carriedBy | Fédération Loutre", "Motris | startDate | 2013"},
        {"Fédération Loutre | startDate | 2013"},
    ),
    (
        "a definite noun that no class knows is not what the sentence before is about",
        "L'association Motris ouvre cette année un bel atelier de couture. Cofinancé par l'ADEME et la Fondation Orme, l'équipement sert à tous.\n",
        {"Institution: Motris"},
        {"Motris | supportedBy | ADEME", "Motris | supportedBy | Fondation Orme"},
    ),
    (
        "a verb after a comma does not date who did the work",
        "Les travaux, conduits par le cabinet Houot, ont débuté en septembre 2022.\n",
        {"Institution: Houot"},
        {"Houot | startDate | 2022-09"},
    ),
    (
        "a heading among those of towns is a town, and a département's name may be a word",
        "# Ateliers partagés\n\n## Orne\n\n### Argentan\n\n- [Le Séchoir](https://sechoir.example)\n\n### Boitron-sur-Vire\n\n- [La Glycine](https://glycine.example)\n\n### Alençon\n\n- [Le Fil](https://fil.example)\n\n## Eure-et-Loir\n\n### Chartres\n\n- [Le Puits](https://puits.example)\n",
        {
            "La Glycine | locatedIn | Boitron-sur-Vire",
            "Boitron-sur-Vire | partOf | Orne",
            "Argentan | partOf | Orne",
        },
        set(),
    ),
    (
        "a title of things and where they are is their theme; a name is not",
        "# Tiers-lieux du Perche\n\n- [La Glycine](https://glycine.example)\n",
        {"La Glycine | hasTheme | coworking-tiers-lieux"},
        set(),
    ),
    (
        "a title that names one thing is no theme",
        "# Fablab du Perche\n\n- [La Glycine](https://glycine.example)\n",
        {"La Glycine | homepage | https://glycine.example"},
        {"La Glycine | hasTheme | fablab"},
    ),
    (
        "a name with its article is the same after « du » and « au »",
        "Le Grand Séchoir est un espace de travail de Toul.\n\n- 2011 : création de l'association Motris\n- 2015 : inauguration du Grand Séchoir\n- 2018 : ouverture de la recyclerie La Glycine\n",
        {"Grand Séchoir | startDate | 2015"},
        {"Grand Séchoir | altLabel | Séchoir"},
    ),
    (
        "a legal form stands between a name and what was done",
        "Le Bocal, association loi 1901 créée en 2015 à Toul, compte vingt adhérents. Tous aiment Le Bocal.\n",
        {"Le Bocal | startDate | 2015", "Le Bocal | locatedIn | Toul"},
        set(),
    ),
    (
        "whoever is appointed has the function, up to when",
        "Ana Costa est recrutée comme coordinatrice à compter du 1er novembre 2023.\n\nPaul Roux a été élu président de l'association Motris.\n",
        {
            "Ana Costa | role | coordinatrice",
            "Paul Roux | headOf | Motris",
        },
        set(),
    ),
    (
        "a person's name in a body's is no place",
        "La Fondation Anne Toul aide les écoles de Toul.\n",
        {"Institution: Fondation Anne Toul"},
        {"Fondation Anne Toul | locatedIn | Toul"},
    ),
    (
        "an indefinite kind after a governed name is that name's, and what is said of it too",
        "L'atelier La Glycine est animé par le laboratoire IDEAL, unité mixte de recherche rattachée à l'Université de Lorraine.\n",
        {"IDEAL | partOf | Université de Lorraine"},
        {"La Glycine | partOf | Université de Lorraine"},
    ),
    (
        "what is said of a noun that a verb or a preposition governs is not said of the subject",
        "Le projet Glycine s'inspire de l'expérience menée dans le bourg par l'agence Rameau.\n",
        {"Institution: agence Rameau"},
        {"Glycine | carriedBy | agence Rameau"},
    ),
    (
        "whoever gives a sum supports what the section is about, or whom the sum is for",
        "# Compte rendu\n\n## Projet « Cuisine mobile »\n\nLa Fondation Orme apporte 18 000 €, la Fondation Hêtre 10 000 € et la Ville de Toul 5 000 €. La Fondation Frêne n'apporte rien.\n\n## Divers\n\nL'association Motris verse 300 € par an à la MJC Rameau.\n",
        {
            "Cuisine mobile | supportedBy | Fondation Orme",
            "Cuisine mobile | supportedBy | Fondation Hêtre",
            "Cuisine mobile | supportedBy | Toul",
            "MJC Rameau | supportedBy | Motris",
        },
        {"Cuisine mobile | supportedBy | Fondation Frêne"},
    ),
    (
        "sums in brackets do not end an enumeration",
        "Le projet Glycine est cofinancé par la Région Grand Est (12 000 €) et l'ADEME (5 000 €).\n",
        {"Glycine | supportedBy | ADEME", "Glycine | supportedBy | Grand Est"},
        set(),
    ),
    (
        "a place between a participle and its agent is where it was done",
        "Le FabLab Origami a été fondé en 2019 à Metz par l'entreprise Andra.\n",
        {"FabLab Origami | carriedBy | Andra", "FabLab Origami | locatedIn | Metz"},
        set(),
    ),
    (
        "an agent without a name does not hide the one enumerated after it, nor is a member the agent",
        "Le projet Glycine est porté par un collectif d'habitants et l'association Motris.\n\nLe projet Tilleul est porté par une SCIC dont la commune de Toul est sociétaire.\n",
        {"Glycine | carriedBy | Motris"},
        {"Tilleul | carriedBy | Toul"},
    ),
    (
        "a building of a town is in it",
        "Le tiers-lieu La Glycine est installé dans l'ancienne gare de Toul.\n",
        {"La Glycine | locatedIn | Toul"},
        set(),
    ),
    (
        "partners and funders follow « parmi nos partenaires », « nos financeurs sont », « partenariat noué avec »",
        "L'association Motris répare des vélos. Parmi nos partenaires : la Ville de Toul et Enedia.\n\nL'association Motris répare des vélos. Ses financeurs sont la CAF et Enedia Habitat.\n\nL'association Motris répare des vélos. Un partenariat a été noué avec Enedor.\n",
        {
            "Motris | partner | Toul",
            "Motris | partner | Enedia",
            "Motris | supportedBy | CAF",
            "Motris | partner | Enedor",
        },
        set(),
    ),
    (
        "an acronym is gathered with the others, and each kind of support counts",
        "Le projet Glycine réunit l'INRAX et l'Université de Lorraine. Le projet Glycine bénéficie de l'aide de la Fondation Orme et du soutien de la MAXIF.\n",
        {
            "Glycine | partner | INRAX",
            "Glycine | partner | Université de Lorraine",
            "Glycine | supportedBy | MAXIF",
        },
        set(),
    ),
    (
        "« son maire », « sa présidente » are of the body named before, or of what goes on",
        "La Ville de Toul, représentée par son maire, Pierre Meunier, signe avec l'association Motris, représentée par Ana Costa, sa présidente.\n\nL'association Rameau répare des vélos. Son directeur, Hugo Martel, a présenté le bilan.\n",
        {
            "Pierre Meunier | headOf | Toul",
            "Ana Costa | headOf | Motris",
            "Hugo Martel | headOf | Rameau",
        },
        {"Ana Costa | headOf | Toul"},
    ),
    (
        "a name before what it is, with a comma, is one when it comes again",
        "La Glycine, recyclerie de Toul, cherche des bénévoles. La Glycine est soutenue par l'association Motris.\n",
        {"Project: La Glycine", "La Glycine | supportedBy | Motris"},
        set(),
    ),
    (
        "a title that the text speaks of by its name, and of whose maker, is a thing",
        "# Le Séchoir\n\nLe Séchoir accueille un café. Il est géré par la SCIC Les Copeaux.\n\n## Ils nous soutiennent\n\nADEMIR, Fondation Orme\n",
        {"Le Séchoir | carriedBy | Les Copeaux", "Le Séchoir | supportedBy | Fondation Orme"},
        set(),
    ),
    (
        "what acts is dated, not what it acts on, and « depuis » dates no participle",
        "Ce programme, qui associe l'ADEMIR, le CEREMI et la Ville de Toul, s'achèvera en 2025.\n\nDepuis 2018, l'association Motris anime la Fabrique du Canal, un fablab installé à Commercy.\n",
        {"Fabrique du Canal | carriedBy | Motris", "Fabrique du Canal | locatedIn | Commercy"},
        {"CEREMI | endDate | 2025", "ADEMIR | endDate | 2025"},
    ),
    (
        "an address with its key is the page's, not of the supporter in the line above",
        "# Recyclerie La Glycine\n\nPortée par : association Motris\nSoutenue par : Fondation Orme\nAdresse : 12 rue du Pont, 54200 Toul\n",
        {"La Glycine | locatedIn | Toul"},
        {"Fondation Orme | locatedIn | Toul"},
    ),
    (
        "a name of which the article shows the beginning may go on in small letters before « est » or a comma",
        "Le Labo des communs est une association créée en 2016 à Toul. L'équipe du Labo des communs est petite.\n\nL'Atelier du vélo, association de Toul, est soutenu par la MAXIF.\n",
        {
            "Labo des communs | startDate | 2016",
            "Labo des communs | locatedIn | Toul",
            "Institution: Atelier du vélo",
        },
        set(),
    ),
    (
        "who won may follow the prize that opens the sentence",
        "Lauréate du prix « Mains d'or », l'association Motris recrute.\n",
        {"Motris | hasAward | Mains d'or"},
        set(),
    ),
    (
        "an event may be named in small letters, and where or with whom it is is no part of it",
        "Les Rencontres des communs auront lieu les 3 et 4 mai 2024 à Toul.\n\n## Agenda\n\n- Samedi 14 mai 2022 : Fête de la science à Toul\n- 3 juin 2022 – Nuit des chercheurs, organisée par l'Université de Lorraine\n- 4 juin 2022 : Bourse aux graines avec l'association Motris\n",
        {
            "Rencontres des communs | startDate | 2024-05-03",
            "Fête de la science | startDate | 2022-05-14",
            "Fête de la science | locatedIn | Toul",
            "Nuit des chercheurs | carriedBy | Université de Lorraine",
            "Event: Bourse aux graines",
        },
        {"Event: Samedi 14 mai 2022"},
    ),
    (
        "a marked name with its town in brackets is a thing there",
        "## Les lauréats\n\n1. **La Cantine du Pont** (Toul) – restaurant solidaire\n2. RecycLab (Commercy)\n3. Autre chose (voir plus bas)\n",
        {"La Cantine du Pont | locatedIn | Toul", "RecycLab | locatedIn | Commercy"},
        {"Project: Autre chose"},
    ),
    (
        "a person's body may stand with its town in brackets",
        "Avec Lila Bernardin (La Forge Bleue, Commercy) et Ana Costa (Toul).\n",
        {"Institution: La Forge Bleue"},
        {"Ana Costa | locatedIn | Toul"},
    ),
    (
        "« ces rencontres » after a participle are what the page is of",
        "---\ntitle: Rencontres du Val\ntype: Événement\n---\n\nOrganisées par l'association Motris en collaboration avec la Fondation Orme, ces rencontres se tiennent à Toul.\n",
        {"Rencontres du Val | carriedBy | Motris", "Rencontres du Val | partner | Fondation Orme"},
        set(),
    ),
    (
        "headings below « Nos projets » are of projects, whatever they are called; « en » means them",
        "# Rapport\n\n## Nos projets\n\n### Bien manger après 70 ans\n\nMené main dans la main avec l'association Motris, ce projet a donné lieu à douze ateliers. La Fondation Orme et la Fondation Hêtre en sont les principaux financeurs.\n\n### Capteurs à domicile\n\nLe projet a démarré en mars 2021 ; il est doté de 640 000 € par la Fondation Orme.\n\n### Objectifs\n\nTout.\n",
        {
            "Bien manger après 70 ans | partner | Motris",
            "Bien manger après 70 ans | supportedBy | Fondation Hêtre",
            "Bien manger après 70 ans | supportedBy | Fondation Orme",
            "Capteurs à domicile | supportedBy | Fondation Orme",
            "Capteurs à domicile | startDate | 2021-03",
        },
        {"Project: Objectifs", "Bien manger après 70 ans | locatedIn | ans"},
    ),
    (
        "members that are counted before a colon are gathered",
        "Hébergé par la Ville de Toul, le Living Lab Aging+ réunit trois membres fondateurs : l'INRAX, l'Université de Lorraine et la MJC de Toul.\n",
        {"INRAX | memberOf | Living Lab Aging+", "MJC de Toul | memberOf | Living Lab Aging+"},
        set(),
    ),
    (
        "what an agent is said to be, after a comma, is no further agent",
        "---\ntitle: Rencontres du Val\ntype: Événement\n---\n\nOrganisées par l'association Motris, réseau des ateliers de Toul, ces rencontres se tiennent en mai.\n",
        {"Rencontres du Val | carriedBy | Motris"},
        {"Rencontres du Val | carriedBy | Toul"},
    ),
    (
        "a definite apposition of a name that « de » leads to is of that name",
        "Visite de **Mutuolab**, l'espace de coworking historique de Toul. Mutuolab nous a plu.\n",
        {"Mutuolab | hasTheme | coworking-tiers-lieux"},
        set(),
    ),
    (
        "« son directeur » in a paragraph that names nothing before is nobody's",
        "Le collectif Les Amis du Val jardine à Toul. Le collectif Les Amis du Val cuisine.\n\nSon directeur, Hugo Martel, nous a reçus.\n",
        {"Hugo Martel | role | directeur"},
        {"Hugo Martel | headOf | Les Amis du Val"},
    ),
    (
        "rows that sum up, and bodies that refused or were only asked, fund nothing",
        f"{_PAGE}## Financement\n\n| Financeur | Montant | Statut |\n|---|---|---|\n| Ville de Toul | 4 000 € | acquis |\n| Région Occitanie | 8 000 € | demandé |\n| Fondation Orme | 0 € | |\n| Total | 12 000 € | |\n| Reste à trouver | 3 000 € | |\n",
        {"Tilleul | supportedBy | Toul"},
        {
            "Tilleul | supportedBy | Occitanie",
            "Tilleul | supportedBy | Fondation Orme",
            "Tilleul | supportedBy | Total",
            "Tilleul | supportedBy | Reste à trouver",
        },
    ),
    (
        "a known name within a longer one of a cell is not what the cell says; nobody holds a vacant post",
        "| Nom | Fonction | Structure |\n|---|---|---|\n| Ana Costa | Chargée de mission | Grand Est Numérique |\n| Poste vacant | Comptable | |\n\nL'association Numérique cherche un local.\n",
        {"Ana Costa | memberOfInstitution | Grand Est Numérique"},
        {"Ana Costa | memberOfInstitution | Numérique", "Person: Poste vacant"},
    ),
    (
        "who is a part or a member of a network is spoken of, and not the network",
        "# Association Motris\n\nL'association Orme est citée. L'association ne fait plus partie du réseau Graine. Elle grandit. Ses financeurs sont la Ville de Toul et la Fondation Hêtre.\n",
        set(),
        {"Graine | supportedBy | Toul", "Graine | supportedBy | Fondation Hêtre"},
    ),
    (
        "headings of what is said of projects are no projects, and another action is not that of the heading",
        "# Rapport\n\n## Nos projets\n\n### Le Bus des possibles\n\nCe bus circule. Une action comparable, « Le Camion », est portée par la Croix-Rouge.\n\n### Ce que nous n'avons pas fait\n\nLe projet de ressourcerie est suspendu.\n\n### Points de vigilance\n\nLe projet coûte cher.\n",
        {"Project: Le Bus des possibles"},
        {
            "Le Bus des possibles | carriedBy | Croix-Rouge",
            "Project: Ce que nous n'avons pas fait",
            "Project: Points de vigilance",
        },
    ),
    (
        "a visit on the programme of an event is no thing, and the event is no part of it",
        "# Les Rencontres de l'alimentation\n\nOrganisées par l'association Motris, ces rencontres se tiennent à Die.\n\n## Programme\n\n- 5 octobre : Visite de la ferme des Volonteux (Toul)\n",
        {"Rencontres de l'alimentation | carriedBy | Motris"},
        {
            "Project: Visite de la ferme des Volonteux",
            "Rencontres de l'alimentation | partOf | Visite de la ferme des Volonteux",
        },
    ),
    (
        "where a page was written wins no prize; « aucun partenaire » and a student's school do nothing",
        f"{_PAGE}Toul, le 3 mai 2022 – Lauréat du prix Territoires d'avenir, le Tilleul ouvre. Il a été imaginé par une étudiante de l'université de Limoges.\n\n## Partenaires\n\n- Motris Énergie\n- Aucun partenaire privé à ce jour\n",
        {"Tilleul | partner | Motris Énergie"},
        {
            "Toul | hasAward | prix Territoires d'avenir",
            "Tilleul | partner | Aucun partenaire privé à ce jour",
            "Tilleul | carriedBy | université de Limoges",
        },
    ),
    (
        "who gives in one sentence is not given to in the next, and a sum under a condition is none",
        "# Association Motris\n\nLa Fondation Hêtre hésite. La Ville de Metz verse 2 000 €. La Fondation Chêne apportera 4 000 € si la Région suit. La Ville de Toul a versé 900 € de dédommagement à un riverain. L'association Orme est voisine.\n",
        {"Motris | supportedBy | Metz"},
        {
            "Fondation Hêtre | supportedBy | Metz",
            "Motris | supportedBy | Fondation Chêne",
            "Orme | supportedBy | Toul",
            "Motris | supportedBy | Toul",
        },
    ),
    (
        "an office that is over, was held long ago, is a deputy's or may never be makes nobody the head",
        "L'association Motris a été présidée par Marc Orme jusqu'en 2019. Luc Petit, ancien maire de Toul, est venu. Zoé Blin est devenue directrice adjointe de l'école de Metz. Éva Roux devient présidente de Motris si le vote passe. Ana Costa, maire de Nancy, l'espère.\n",
        {"Ana Costa | headOf | Nancy", "Luc Petit | role | ancien maire de Toul"},
        {
            "Marc Orme | headOf | Motris",
            "Motris | endDate | 2019",
            "Luc Petit | headOf | Toul",
            "Zoé Blin | headOf | école de Metz",
            "Éva Roux | headOf | Motris",
        },
    ),
    (
        "pupils of a school make what they make for it; a thing does not end with who carried it",
        "L'association Motris est gérée par des élèves de l'école Orme. Le projet Glycine a été porté par Motris jusqu'en 2020.\n",
        {"Motris | carriedBy | école Orme"},
        {"Motris | endDate | 2020", "Glycine | endDate | 2020"},
    ),
    (
        "« une étude a été menée » is about a study, and not about the page's thing",
        f"{_PAGE}Le Tilleul est ouvert. Une étude a été menée par le cabinet Orme. Nos soutiens : Ville de Toul (jusqu'en 2019), Motris Énergie.\n",
        {"Institution: Motris Énergie"},
        {"Tilleul | carriedBy | Orme", "Motris Énergie | endDate | 2019"},
    ),
    (
        "what something is compared with, a director of another house and a contest keep what is said of them",
        "---\ntitle: Le Séchoir\ntype: Projet\n---\n\nCréé en 2012 à Mulhouse par Motris, le Séchoir reste un modèle, comme la Halle Verte, créée en 2015 à Metz par Orme.\n\nLa Filature et son directeur, Benoît André, l'accueillent. Doté de 900 € par la Fondation Chêne, le concours Briques est ouvert. Le Séchoir et sa directrice, Ana Costa, sont là.\n",
        {"Le Séchoir | carriedBy | Motris", "Ana Costa | headOf | Le Séchoir"},
        {
            "Le Séchoir | carriedBy | Orme",
            "Le Séchoir | locatedIn | Metz",
            "Le Séchoir | startDate | 2015",
            "Benoît André | headOf | Le Séchoir",
            "Le Séchoir | supportedBy | Fondation Chêne",
        },
    ),
    (
        "a line of partners ends with its sentence",
        f"{_PAGE}Partenaires : Motris Énergie, MJC Nord. Le maire cite la Fondation Orme. La Fondation Hêtre hésite.\n",
        {"Tilleul | partner | Motris Énergie", "Tilleul | partner | MJC Nord"},
        {"Tilleul | partner | Fondation Orme", "Tilleul | partner | Fondation Hêtre"},
    ),
]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_everyday_constructions(
    text: str, wanted: set[str], unwanted: set[str], reader: Reader
) -> None:
    reader.check(text, wanted, unwanted)
