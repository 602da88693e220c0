"""Sources that nobody is, and two hundred names as people might write them: made the same at every run.

Of each name it is known whose it is: the place of a source in `SOURCES`, or None of what no machine may match by
itself, because nobody here is called so, or because two are.
"""

import random
from collections.abc import Iterator
from typing import Final, NamedTuple


class Known(NamedTuple):
    """A source of the record. `written` is how others write it: in other letters, or by another spelling."""

    name: str
    kind: str
    country: str
    aliases: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


class Asked(NamedTuple):
    """A name, how it came about, and whose it is."""

    text: str
    how: str
    meant: int | None


SOURCES: Final = (
    Known("Mirela Castellanova", "person", "SK", ("M. Castellanova-Brandt",), ("Мирела Кастелланова",)),
    Known("Tamsin Okonkwo-Reyes", "person", "NG"),
    Known("Yusuf al-Darwazi", "person", "LY", ("Abu Karim al-Darwazi",), ("يوسف الدروازي", "Youssef Al Darwazi")),
    Known("Fathi Belgharbi", "person", "LY", (), ("فتحي بلغربي",)),
    Known("Grigori Velimezov", "person", "RU", ("Grigory Velimezoff",), ("Григорий Велимезов", "Grigoriy Velimezov")),
    Known("Светлана Тарнопольская", "person", "UA", (), ("Svetlana Tarnopolskaya", "Svetlana Tarnopolskaja")),
    Known("Анатолий Бережковский", "person", "RU", (), ("Anatoly Berezhkovsky", "Anatoli Bereschkowski")),
    Known("نوال المنصوري", "person", "TN", (), ("Nawal al-Mansouri", "Nawal Mansuri")),
    Known("Dimitris Papakonstantakis", "person", "GR", (), ("Δημήτρης Παπακωνσταντάκης",)),
    Known("Oluwaseun Adegbenro", "person", "NG", ("Seun Adegbenro",)),
    Known("Ingrid Hallvardsdottir", "person", "IS"),
    Known("Jean-Baptiste Quillerou", "person", "FR", ("J.-B. Quillerou",)),
    Known("Käthe Börnsdörfer", "person", "DE", (), ("Kathe Bornsdorfer",)),
    Known("Radosław Wieczorkiewicz", "person", "PL", (), ("Radoslaw Wieczorkiewicz",)),
    Known("Marta Lindqvarn", "person", "SE"),
    Known("The Ostrava Lantern", "outlet", "CZ", ("Ostravská lucerna",), ("Ostrava Lantern",)),
    Known("Sirte Morning Post", "outlet", "LY", (), ("The Sirte Morning Post",)),
    Known("Harborview Gazette", "outlet", "US", ("harborviewgazette.example",)),
    Known("La Voce di Portoscuro", "outlet", "IT", (), ("La Voce di Porto Scuro",)),
    Known("Novaya Perspektiva", "outlet", "RU", ("Новая перспектива",)),
    Known("Tageblatt für Nordhavn", "outlet", "DE", ("Nordhavner Tageblatt",)),
    Known("El Mirador de Alcazaba", "outlet", "ES"),
    Known("صحيفة النورس", "outlet", "LY", ("Al-Nawras newspaper",)),
    Known("Zubrowka Telegraph Agency", "outlet", "AT", ("ZTA",)),
    Known("Channel 24 Veritasia", "outlet", "MD", ("Veritasia 24",)),
    Known("Ministry of Maritime Affairs of Veldonia", "government", "MT", ("Veldonian Maritime Ministry",)),
    Known("Office of the Harbour Commissioner", "government", "GB", ("Harbour Commissioner's Office",)),
    Known("Embassy of Caldoria in Tripoli", "government", "LY"),
    Known("General Staff of the Northern Command", "government", "FI"),
    Known("Municipality of Qasr el-Tin", "government", "LY", ("Qasr al-Tin municipality",)),
    Known("Brigade 417", "organization", "LY", ("417th Brigade",)),
    Known("Association of Independent Surveyors", "organization", "BE", ("AIS Brussels",)),
    Known("Meridian Freight Holdings", "organization", "CY", ("Meridian Freight",)),
    Known("Blauwasser Research Institute", "organization", "CH", ("Blauwasser-Institut",)),
    Known("Observatory for Coastal Truth", "organization", "TN", ("Observatoire de la vérité côtière",)),
    Known("Kestrel Protective Services", "organization", "AE", ("KPS Kestrel",)),
    # Namesakes: the same name, the same in other letters, the same as somebody's other name.
    Known("Hassan Zaydani", "person", "EG"),
    Known("Hassan Zaydani", "person", "LY"),
    Known("Viktor Malyukov", "person", "RU"),
    Known("Виктор Малюков", "person", "UA"),
    Known("Salma Trabulsi", "person", "LY"),
    Known("سلمى الطرابلسي", "person", "LB"),
    Known("The Beacon", "outlet", "US"),
    Known("The Beacon", "outlet", "IE"),
    Known("Elena Dragomirova", "person", "BG"),
    Known("Jelena Stankova", "person", "RS", ("Elena Dragomirova",)),
    Known("National Salvation Front", "organization", "LY"),
    Known("National Salvation Front", "organization", "TD", ("NSF Chad",)),
)
#: From here on they have namesakes.
FIRST_NAMESAKE: Final = 36
#: Nobody here is called so, though some are called nearly so.
STRANGERS: Final = (
    "Maria Lindqvarn", "Tamara Okonkwo", "Yusuf al-Darwish", "Brigade 418", "Brigade 471", "Channel 42 Veritasia",
    "Embassy of Caldoria in Tunis", "Embassy of Valdoria in Tripoli", "Harborview Tribune", "Sirte Evening Post",
    "Southern Command", "General Staff of the Southern Command", "Ministry of Maritime Affairs", "Fathi Belhadj",
    "Ingrid Halvorsen", "Castellanova", "Grigori Velimirov", "Radosław Wieczorek", "Meridian Capital Holdings",
    "Association of Independent Auditors", "Blauwald Research Institute", "Observatory for Coastal Tides",
    "Municipality of Qasr Ahmed", "La Voce di Portobello", "El Mirador de Alcudia", "Tageblatt für Südhavn",
    "Hassan", "Viktor", "Zubrowka News Agency", "Kestrel Productive Services", "Oluwaseun Adegboye",
    "Анатолий Бережков", "Nawal al-Masri", "Dimitris Papadopoulos",
)  # fmt: skip
NAMESAKES: Final = (
    "Hassan Zaydani", "hassan zaydani", "Hasan Zaydani", "Zaydani, Hassan", "Viktor Malyukov", "Виктор Малюков",
    "Viktor Maljukov", "Salma Trabulsi", "سلمى الطرابلسي", "Salma al-Trabulsi", "The Beacon", "Beacon",
    "Elena Dragomirova", "Елена Драгомирова", "National Salvation Front", "National Salvation Frnot",
)  # fmt: skip
HOW_MANY: Final = 200


def asked_names(seed: int = 15) -> list[Asked]:
    """Strangers, namesakes, names as they stand or are written elsewhere, and as many with errors as there is place."""
    chance = random.Random(seed)
    told = [Asked(text, "stranger", None) for text in STRANGERS]
    told += [Asked(text, "namesake", None) for text in NAMESAKES]
    known = list(enumerate(SOURCES[:FIRST_NAMESAKE]))
    told += [Asked(text, how, at) for at, source in known for text, how in _as_written(source)]
    with_errors = [(at, source) for at, source in known if not source.name.startswith("Brigade")]
    chance.shuffle(with_errors)
    while len(told) < HOW_MANY:
        at, source = with_errors[len(told) % len(with_errors)]
        told.append(Asked(_misspelled(source.name, chance), "error", at))
    return told[:HOW_MANY]


def _as_written(source: Known) -> Iterator[tuple[str, str]]:
    yield source.name.upper(), "name"
    yield from ((alias, "alias") for alias in source.aliases)
    yield from ((text, "written") for text in source.written)
    if source.kind == "person" and len(source.name.split()) == 2:
        first, last = source.name.split()
        yield f"{last}, {first}", "turned"


def _misspelled(name: str, chance: random.Random) -> str:
    """One error in a word of five letters or more: a letter less, twice, another one, or before its neighbour."""
    words = name.split()
    at = chance.choice([place for place, word in enumerate(words) if len(word) >= 5])
    word, place = words[at], chance.randrange(1, len(words[at]) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    other = chance.choice([each for each in word.lower() if each.isalpha()])
    words[at] = chance.choice(
        [before + after, before + letter * 2 + after, before + other + after, before + after[0] + letter + after[1:]]
    )
    return " ".join(words)
