"""Who is who in the demo: teams, the people in them, and what is special about some. All invented."""

from unicodedata import normalize

TEAMS = {
    "Alder": "",
    "Adult services": "Alder",
    "Community": "Adult services",
    "Hospital to home": "Adult services",
    "Complex injury": "Adult services",
    "Children’s services": "Alder",
}
LEADS = {
    "Alder": "Asha Denholm",
    "Adult services": "Miriam Stone",
    "Community": "Ruth Calder",
    "Hospital to home": "Yusuf Karim",
    "Complex injury": "Ada Lomax",
    "Children’s services": "Owen Pike",
}
SUPERVISORS = {
    "Community": ["Judith Marlow", "Femi Oladipo", "Helen Stroud"],
    "Hospital to home": ["Margaret Quayle", "Idris Vaughan"],
    "Complex injury": ["Beatriz Lindqvist"],
    "Children’s services": ["Sunita Rao"],
}
CASE_MANAGERS = {
    "Community": (
        "Nia Bevan;Tom Ashworth;Grace Adeyemi;Imran Qureshi;Siobhán Kelly;Zofia Wójcik;Callum Reid;"
        "Hannah Whitlock;Daniel Mensah;Priya Raman;Megan Pryce"
    ),
    "Hospital to home": (
        "Aled Morgan;Chidi Nwosu;Elin Thorvaldsen;Farida Haidari;Gethin Llewelyn;Harriet Osei-Bonsu;"
        "Ioana Petrescu;Jamal Whittaker;Kirsty Macleod;Leon Baptiste;Marta Kowalczyk;Noor Siddiqui;"
        "Oisín Gallagher;Peter Haldane"
    ),
    "Complex injury": (
        "Ŵyn Hopkin;Rosalind Achterberg-Featherstonehaugh;Tariq Mahmood;Una Fitzgerald;Victor Onyango;"
        "Wanda Sikorska;Xanthe Doyle;Yasmin Choudhury;Zachary Hume"
    ),
    "Children’s services": (
        "Abigail Thorne;Bronwen Rees;Carmel Devlin;Dafydd Eynon;Eleri Pugh;Fatou Jallow;"
        "Gareth Nkemelu;Hester Vane;Isla Drummond;Joanna Szabo;Kwame Asante;Lena Hargreaves;Mostyn Edwards"
    ),
}
PART_TIME = {
    "Daniel Mensah": ("0.6", "Mon-Wed"),
    "Siobhán Kelly": ("0.8", "Mon-Thu"),
    "Kirsty Macleod": ("0.5", "Wed-Fri"),
    "Eleri Pugh": ("0.37", "Mon,Thu"),
    "Una Fitzgerald": ("0.8", "Tue-Fri"),
    "Marta Kowalczyk": ("0.6", "Mon,Wed,Fri"),
}
OWED = {
    "Grace Adeyemi": 13,
    "Imran Qureshi": 7,
    "Oisín Gallagher": 22,
    "Farida Haidari": 5,
    "Tariq Mahmood": 9,
}
"""People to whom a supervision is owed on the demo's day, and for how many days."""
DUE_SOON = {"Siobhán Kelly": 4, "Callum Reid": 6, "Chidi Nwosu": 2, "Xanthe Doyle": 5, "Ioana Petrescu": 1}
AWAY_SINCE = {"Siobhán Kelly": 14}
"""Who has been on leave that moves their due date since their last session, and for how many days."""
NEW = {"Zofia Wójcik": 9, "Jamal Whittaker": 30, "Hester Vane": 75}
"""People who joined lately, and how many days ago."""
ABROAD = {"Judith Marlow": "Europe/Madrid"}
"""Who lives in another time zone."""


def email_of(name: str, house: str = "alder") -> str:
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{plain.replace(' ', '.').replace('-', '')}@{house}.example"
