"""Three hand-made briefings that use every type, predicate, qualifier and status: what tests of the ontology, the shapes and the queries are run on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from kg import update
from kg.model import Annotation, Claim, Entity, Evidence, Qualifier, Status
from kg.store import MemoryStore
from kg.vocabulary import ontology_folder

Fact = tuple[Entity, str, Entity | str, dict[str, Qualifier], Status]


def thing(type_: str, name: str, *aliases: str, zh: str = "", kind: str = "") -> Entity:
    """Return a thing with its labels."""
    labels = (("en", name), ("zh", zh)) if zh else (("en", name),)
    return Entity(type_, name, aliases, (1,), ((0, 1),), kind, labels)


def fact(subject: Entity, predicate: str, object_: Entity | str, status: Status = "asserted", **qualifiers: Qualifier) -> Fact:
    """Return a fact as a briefing states it."""
    return subject, predicate, object_, qualifiers, status


def briefing(stem: str, facts: Sequence[Fact], others: Sequence[Entity] = ()) -> Annotation:
    """Return the annotation of a briefing whose name is its date, or that has no date."""
    things = dict.fromkeys([*(t for f in facts for t in (f[0], f[2]) if isinstance(t, Entity)), *others])
    claims = tuple(_claim(line, *f) for line, f in enumerate(facts, 1))
    date = dt.date.fromisoformat(stem) if stem[:1] == "2" else None
    return Annotation(stem, date, f"Briefing {stem}", tuple(things), claims, "0" * 64, text=f"# Briefing {stem}\n")


def stored(*annotations: Annotation) -> MemoryStore:
    """Return a store of briefings, with the ontology."""
    store = MemoryStore()
    update.apply(store.engine, [], annotations)
    update.load_ontology(store.engine, ontology_folder() / "edge.ttl")
    return store


def _claim(line: int, subject: Entity, predicate: str, object_: Entity | str, qualifiers: dict[str, Qualifier], status: Status) -> Claim:
    value = object_ if isinstance(object_, str) else object_.name
    quote = f"{subject.name} {predicate} {value}"
    places = tuple(Evidence(100 * line + k, 100 * line + k + len(quote), line, quote, f"It is said: {quote}.") for k in range(2))
    target = object_ if isinstance(object_, str) else object_.iri
    return Claim(subject.iri, predicate, target, tuple(sorted(qualifiers.items())), status, f"hardware.{predicate}", 0.9, places)


AMD, AWS, BYD, ARM = thing("Organization", "AMD", "超威半导体"), thing("Organization", "AWS"), thing("Organization", "BYD", zh="比亚迪"), thing("Organization", "Arm")
HUAWEI, HONOR, HORIZON = thing("Organization", "Huawei", zh="华为"), thing("Organization", "Honor", zh="荣耀"), thing("Organization", "Horizon Robotics", zh="地平线")
INTEL, MEDIATEK, MIT, NVIDIA = (
    thing("Organization", "Intel", zh="英特尔"),
    thing("Organization", "MediaTek", zh="联发科"),
    thing("Organization", "MIT"),
    thing("Organization", "NVIDIA", zh="英伟达"),
)
NOAHS_ARK, SIFIVE, TSMC, UCIE = (
    thing("Organization", "Noah's Ark Lab"),
    thing("Organization", "SiFive"),
    thing("Organization", "TSMC", zh="台积电"),
    thing("Organization", "UCIe Consortium"),
)
SEGARS, KELLER = thing("Person", "Simon Segars"), thing("Person", "Jim Keller")
KOMPANIO, D1, LOONGSON = thing("Chip", "Kompanio 1300T", zh="迅鲲1300T"), thing("Chip", "Allwinner D1"), thing("Chip", "3A5000", "龙芯3A5000")
JOURNEY, GEN_1 = thing("Chip", "Journey 5", zh="征程5"), thing("Chip", "Snapdragon 8 Gen 1", "SM8450", zh="骁龙8 Gen 1")
SM8450 = thing("Chip", "SM8450")
A77, A78, X2 = thing("Core", "Cortex-A77", kind="CPU"), thing("Core", "Cortex-A78", "A78", kind="CPU"), thing("Core", "Cortex-X2", kind="CPU")
C906, G77 = thing("Core", "XuanTie C906", kind="CPU"), thing("Core", "Mali-G77", kind="GPU")
RISC_V, LOONGARCH, ARMV9 = thing("ISA", "RISC-V"), thing("ISA", "LoongArch"), thing("ISA", "Armv9")
XIAOMI_12, XIAOMI_12S, HOME_PANEL = thing("Device", "Xiaomi 12", zh="小米12"), thing("Device", "Xiaomi 12S", zh="小米12S"), thing("Device", "Home Panel")
PYTORCH, DEEPSPEED, OPENVINO, OPENCV = thing("Software", "PyTorch"), thing("Software", "DeepSpeed"), thing("Software", "OpenVINO"), thing("Software", "OpenCV")
ONNX, MINDSPORE = thing("Software", "ONNX"), thing("Software", "MindSpore", zh="昇思")
NN_METER, REPVGG = thing("Model", "nn-Meter"), thing("Model", "RepVGG")
NN_METER_PAPER, REPVGG_PAPER = thing("Paper", "nn-Meter: Towards Accurate Latency Prediction"), thing("Paper", "RepVGG: Making VGG-style ConvNets Great Again")
IMAGENET, CVPR, MOBISYS = thing("Dataset", "ImageNet"), thing("Venue", "CVPR 2021"), thing("Venue", "MobiSys 2021")

OLD = briefing("2020-05-31", [
    fact(ARM, "fundingRound", "IPO", "planned"),
    fact(JOURNEY, "processNode", "7 nm", "rumored"),
    fact(SM8450, "developedBy", thing("Organization", "Qualcomm", zh="高通")),
    fact(XIAOMI_12, "usesChip", SM8450, "rumored"),
    fact(KELLER, "holdsPosition", INTEL, role="SVP"),
    fact(LOONGSON, "isa", LOONGARCH),
    fact(HONOR, "subsidiaryOf", HUAWEI),
    fact(KOMPANIO, "hasCore", A78, "rumored"),
    fact(AWS, "customerOf", INTEL, "planned"),
    fact(INTEL, "acquires", SIFIVE, "rumored"),
    fact(INTEL, "memberOf", UCIE, "planned"),
])  # fmt: skip

NEW = briefing("2021-08-05", [
    fact(KOMPANIO, "developedBy", MEDIATEK),
    fact(KOMPANIO, "manufacturedBy", TSMC),
    fact(KOMPANIO, "processNode", "6 nm"),
    fact(KOMPANIO, "hasCore", A78, count=4, frequency="2.6 GHz"),
    fact(KOMPANIO, "hasCore", G77, count=9),
    fact(KOMPANIO, "coreCount", "8"),
    fact(LOONGSON, "clockFrequency", "2.3-2.5 GHz"),
    fact(JOURNEY, "aiPerformance", "96 TOPS", precision="INT8", condition="sparse"),
    fact(JOURNEY, "processNode", "16 nm"),
    fact(GEN_1, "aiPerformance", "2.2 TFLOPS"),
    fact(GEN_1, "hasCore", X2, "rumored", count=1),
    fact(X2, "isa", ARMV9),
    fact(C906, "isa", RISC_V),
    fact(D1, "hasCore", C906),
    fact(XIAOMI_12S, "usesChip", GEN_1, "planned"),
    fact(A78, "successorOf", A77),
    fact(NVIDIA, "acquires", ARM, "planned", amount="近 400 亿美元"),
    fact(BYD, "investsIn", HORIZON, amount="1 亿美元", round="C轮"),
    fact(HORIZON, "fundingRound", "C轮", amount="3.5 亿美元"),
    fact(SIFIVE, "partnersWith", INTEL),
    fact(INTEL, "memberOf", UCIE),
    fact(AWS, "customerOf", INTEL, "planned"),
    fact(SEGARS, "holdsPosition", ARM, role="CEO"),
    fact(KELLER, "holdsPosition", INTEL, "past", role="SVP", former=True),
    fact(KELLER, "holdsPosition", AMD, role="CTO"),
    fact(HONOR, "subsidiaryOf", HUAWEI, "denied"),
    fact(AMD, "reportsMetric", "revenue", value="38.5 亿美元", period="2021Q2"),
    fact(ARM, "fundingRound", "IPO", "denied"),
    fact(MINDSPORE, "developedBy", HUAWEI),
    fact(INTEL, "acquires", SIFIVE, "denied"),
])  # fmt: skip

UNDATED = briefing("papers", [
    fact(NN_METER_PAPER, "proposes", NN_METER),
    fact(NN_METER_PAPER, "venue", MOBISYS),
    fact(NN_METER_PAPER, "affiliation", MIT),
    fact(NN_METER, "codeRepository", "microsoft/nn-Meter"),
    fact(REPVGG_PAPER, "venue", CVPR),
    fact(REPVGG_PAPER, "arxivId", "2107.03697"),
    fact(REPVGG_PAPER, "codeRepository", "google/repvgg"),
    fact(REPVGG, "evaluatedOn", IMAGENET, metric="top-1", value="84.6%"),
    fact(DEEPSPEED, "basedOn", PYTORCH),
    fact(OPENVINO, "supports", ONNX),
    fact(OPENCV, "supports", RISC_V),
    fact(PYTORCH, "releases", "1.9"),
    fact(NOAHS_ARK, "subsidiaryOf", HUAWEI),
    fact(HOME_PANEL, "usesChip", D1),
    fact(HOME_PANEL, "hasCore", C906),
    fact(NVIDIA, "reportsMetric", "market value", value="数千亿美元", period="2019"),
    fact(D1, "processNode", "N6"),
    fact(D1, "manufacturedBy", TSMC),
], (GEN_1,))  # fmt: skip

BRIEFINGS = (OLD, NEW, UNDATED)
