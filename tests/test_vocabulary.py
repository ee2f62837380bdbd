"""The vocabulary: every line is well formed, every label comes out of the extractor as what it names, and common words stay words."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.briefing import parse
from kg.extract.mentions import _HOSTS, ItemText, known_names
from kg.extract.pipeline import word_starts
from kg.model import CORE_KINDS, Mention, entity_iri
from kg.vocabulary import ONTOLOGY, SKOS, Term, Vocabulary, fold, has_cjk, load, vocabulary_files

FLOORS = {
    "Organization": 600, "Person": 120, "Core": 200, "Chip": 900, "ISA": 25, "Device": 500, "Software": 700, "Model": 900, "Dataset": 250, "Venue": 80,
}  # fmt: skip
FILES = {
    "chips": "Chip", "cores": "Core", "datasets": "Dataset", "devices": "Device", "isas": "ISA", "models": "Model", "organizations": "Organization",
    "people": "Person", "software": "Software", "venues": "Venue",
}  # fmt: skip
_ENTRY = re.compile(r"(?!@)\S+ a edge:(\w+) ;")
_CONFIGURATION = re.compile(r"M[CP]\d{1,2}$")


@functools.cache
def vocabulary() -> Vocabulary:
    return load()


@functools.cache
def entries(path: Path) -> dict[str, dict[str, list[str]]]:
    """Subject -> property -> values, of one file read alone."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
        found[quad.subject.value][quad.predicate.value].append(quad.object.value)
    return found


def all_entries() -> Iterator[tuple[str, dict[str, list[str]]]]:
    for path in vocabulary_files():
        yield from entries(path).items()


def full_labels() -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for term in vocabulary().terms:
        for label in term.labels:
            found[term.type, fold(label)].add(term.name)
    return found


# -- the files


@pytest.mark.parametrize("path", vocabulary_files(), ids=lambda p: p.stem)
def test_file_holds_one_entry_a_line_of_one_type(path: Path) -> None:
    lines = [line for line in path.read_text("utf8").splitlines() if line and not line.startswith(("#", "@prefix"))]
    assert all(line.endswith(" .") for line in lines)
    assert {m[1] if (m := _ENTRY.match(line)) else line for line in lines} == {FILES[path.stem]}
    assert len(lines) == len(entries(path)), "one subject on two lines"
    assert path.read_text("utf8").startswith("# "), "says what it holds and how to add a line"
    assert path.stat().st_size < 1_500_000


def test_there_are_enough_names() -> None:
    count = Counter(term.type for term in vocabulary().terms)
    assert {t: n for t, n in count.items() if n < FLOORS[t]} == {}
    assert set(count) == set(FLOORS)


def test_subject_is_the_iri_of_type_and_canonical_name() -> None:
    iris = {subject for subject, p in all_entries() if SKOS + "prefLabel" in p}
    assert iris == {entity_iri(term.type, term.name) for term in vocabulary().terms}


def test_every_known_maker_is_an_organization() -> None:
    organizations = {entity_iri(t.type, t.name) for t in vocabulary().terms if t.type == "Organization"}
    makers = {maker for _, p in all_entries() for maker in p.get(ONTOLOGY + "knownMaker", [])}
    assert makers - organizations == set()


def test_properties_are_those_that_the_loader_reads() -> None:
    known = {SKOS + "prefLabel", SKOS + "altLabel", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"}
    known |= {ONTOLOGY + name for name in ("shortLabel", "context", "knownMaker", "kind", "memberPrefix", "memberSuffix", "memberName")}
    assert {p for _, properties in all_entries() for p in properties} <= known


def test_cores_have_a_kind_and_no_configuration() -> None:
    cores = [term for term in vocabulary().terms if term.type == "Core"]
    assert {term.kind for term in cores} <= set(CORE_KINDS)
    assert [label for term in cores if term.kind == "GPU" for label in term.labels if _CONFIGURATION.search(label)] == []


# -- labels


def test_no_label_names_two_things_of_one_type() -> None:
    assert {k: names for k, names in full_labels().items() if len(names) > 1} == {}


def test_a_short_label_is_no_full_label_of_its_type() -> None:
    full = full_labels()
    assert [(t.type, t.name, label) for t in vocabulary().terms for label in t.short if (t.type, fold(label)) in full] == []


def test_short_labels_of_two_things_have_disjoint_contexts() -> None:
    owners: dict[tuple[str, str], dict[str, Term]] = defaultdict(dict)
    for term in vocabulary().terms:
        for label in term.short:
            owners[term.type, fold(label)][term.name] = term
    shared = [
        (key, a.name, b.name, sorted(common))
        for key, terms in owners.items()
        for i, a in enumerate(terms.values())
        for b in list(terms.values())[i + 1 :]
        if (common := vocabulary().contexts(a) & vocabulary().contexts(b))
    ]
    assert shared == []


SHARED = """amdradeon radeon awsnitro jevois arm csky mips espnet alipay 支付宝 amap baiduapollo character.ai elevenlabs grammarly jasperai neteasecloudmusic
网易云音乐 oceanbase paperspace reddit replit roblox 罗布乐思 run:ai runwayml spotify volcanoengine 火山引擎 volcengine weights&biases xiaoice yuanfudao 猿辅导 知乎
zuoyebang 作业帮"""
"""What two types share: a company and its product or architecture, told apart by the words around it."""


def test_labels_of_two_types_are_those_that_context_tells_apart() -> None:
    types = defaultdict(set)
    for type_, label in full_labels():
        types[label].add(type_)
    assert {label for label, found in types.items() if len(found) > 1} == set(SHARED.split())


COMMON = """ability about access account action adapt advance again agent agile air album alert alpha ambition angel answer apply arch area arena array art ascent
aspect asset assist atlas atom attempt audio aura author auto avatar avenue award axis balance band bank barrel base basis batch beacon beam bear bench benefit beta
big bind bird bit blade blank blaze blend block board body bolt book boost bottle bounce branch brave break breath brick bridge brief bring brush bubble buffer build
bundle burn byte cache call camera candle canvas capture card care carry case cast catch cell center chain champion chance change channel charge chart check chisel
choice circle class clear climb clip clock close cloud code coin cold collect color combine comet comment common compact compass compile compose compute concept
condition conflict connect constant contact content context control copy coral corner cost count couple course cover craft create cross crown crystal cube current
curve custom cycle daily dagger dark data date day deal debug decide deep defeat degree delta demon deploy depth design detail detect device dial digital direct
disc display distance divide dock domain door double draft dragon draw dream drive drop dual eager earth echo edge edit effect element energy engine enter equal
error event ever exact example exchange expand expert explore express extra eye fabric face fact factor fair faith falcon fall family fast fate feather feature
federal field figure file filter final find fine finger fire first fit flag flame flash flat fleet flex flight float floor flow flower fluid focus fold follow
force forest form format forward found frame free fresh friend front full fusion future gate gather gaze general genesis genius gesture giant gift glass global
glow glue gold grace grade grand graph gravity great green grid ground group grow guard guide habit half hammer hand handle happy harbor hard harmony harvest head
health heart heat helix help hero high hit hold home hook horizon host hour house hub human hybrid hydra ice icon idea image impact import in index infer infinity
info inform inner input insight instant intent inter iris iron island item jet join joint journey joule judge jump just keep kernel key kind kite knight label lake
lamp land lane large laser last late lattice launch layer lead leaf league learn leap leave legend lens level liberty life lift light like limit line link lion liquid
list live load local lock logic long look loop lotus love lower lucid lunar machine magic magnet main make map march mark market mask mass master match mate math matrix
mean measure media meet melt memory merge mesh message meta method metric micro middle mind mint mirror mix mobile mode model modern moment monitor moon motion mount
move multi multiple muse music name native nature near nest net neuron never new next night noble node noise norm north nose note notion nova number object ocean
octave offer office omni one open opera optic optimal option oracle orange orbit orca order origin output over owl own pack page paint pair palette panel paper
parallel parse part particle party pass patch path pattern peak pearl petal phase phoenix photo pick piece pilot pipe pixel place plan plane planet plate platform
play plot plug plus point polar policy pool pop port portal power practice present press prime print prism probe process product profile program project promise
proof proton prune public pulse pump pure push puzzle quad quality quantum quarter query quest quick quiet race radar rainbow random range rank rapid rate ratio raw
ray reach react read ready real reason receive record recover red reduce reflex regular relay release relate remote render repeat reply report request rescue
research reset resolve resource rest result return reveal review reward ribbon rich ride ring rise river road roam robot rock rocket role roll root rotate round
route rule runtime runway rush safe sage sail sample sand scale scan scene schedule school science scope score scout screen script scroll scrolls sea search
second secret section secure seed segment select self sense sentence serial series serve service set setting shadow shape share sharp shell shield shift ship
shop short shot show side sight sigma signal silence silver simple single site six size sketch skill sky slab sleep slice slide slot slow small smart smile smoke
smooth snap snow social soft solar solid solution solve sonic sort sound source space spark sparse spatial speak special speech speed spell sphere spider spike spin
spirit split spot spread spring sprint square stable stack staff stage standard star start state static station status stay steam step stereo stick still stock
stone stop storage store storm story strategy stream street stress strike string strip strong structure student studio study style submit success suit summit
sun super support sure surface surge swift swing switch symbol sync system table tag talent talk tall tango target task team tempo tensor tent term test text theme
theory thing think thor thread thunder tide tie tiger time tiny tip titan toast today token tone tool top topic torch total touch tour tower toy trace track
trade train transfer transform transfuse transit transport transpose travel tree trend trial trick trigger trinity trip true trust try tune turbo turn twin type
ultra under union unique unit unity universal up update upgrade upper use user valley value vector velocity venture version vertical video view vision visual
vital voice volume voyage wait walk wall warm wash watch water wave way wealth weave web weight wheel white whole wide wild willow win wind window wing winter wire
wise wish wolf wonder wood word work world worth write year young zone zoom
世界先进 中国电子 应用材料 浪潮 央行 工研院 香山 果壳 太极 星辰 山海 麒麟 荣耀 河图 方舟 悟道 盘古 哪吒 奇迹 蜂鸟 求索 玲珑 曙光 飞桨平台 前沿 顶点 泰坦 先锋 深度 智能 芯片 手机 平台
联盟 数据 模型 算法 网络 系统 技术 科技 公司 大学 研究 学院 中心 人工智能 机器学习 深度学习 神经网络 处理器 加速器 操作系统 开源 安全 自然 科学 细胞"""
"""Words of every day's prose."""


def test_common_words_are_no_full_labels() -> None:
    labels = {fold(label): term for term in vocabulary().terms for label in term.labels}
    named_so = {"alphabet", "apple", "arm", "meta", "oracle", "intel", "nature"}
    assert {word: labels[word].name for word in COMMON.split() if word in labels and word not in named_so} == {}


@pytest.mark.parametrize(
    "text",
    [
        "历史的浪潮推着服务器行业往前走",
        "达到世界先进水平的工艺",
        "他在谷歌研究人员的博客里看到过这个词",
        "把矩阵 transpose 之后再 rotate 一次",
        "pixel-level 的精度和 sparse 的权重",
        "a glue layer between two modules",
        "media files in the last year",
        "支持 L2 和 L4 级的自动驾驶",
        "5G SA/NSA 双模",
        "大约 1000 DMIPS 的整数性能",
        "any text editor will do",
    ],
)
def test_words_that_are_names_elsewhere_stay_words(text: str) -> None:
    known = {m.name for m in mentions_of([("", text, "。")])[0]}
    assert known <= {"Google"}, known


# -- what comes out


def mentions_of(sentences: Sequence[tuple[str, str, str]]) -> list[list[Mention]]:
    """Mentions of known names that begin where the middle of each sentence does, or later; each sentence is an item of one briefing."""
    briefing = parse("".join(f"- {before}{label}{after}\n" for before, label, after in sentences), "names", html=False)
    assert len(briefing.items) == len(sentences)
    starts = [item.start for item in briefing.items]
    found: list[list[Mention]] = [[] for _ in sentences]
    for m in known_names(briefing, vocabulary(), word_starts(briefing, vocabulary())):
        k = bisect_right(starts, m.start) - 1
        if m.start >= starts[k] + len(sentences[k][0]):
            found[k].append(m)
    return found


def naming(label: str) -> tuple[str, str, str]:
    """A neutral sentence around a label."""
    return ("有人提到" + " " * label[0].isascii(), label, " " * label[-1].isascii() + "这个名字")


def heard(term: Term) -> str:
    """A context that the extractor hears in a sentence."""
    words = (*term.contexts, *sorted(vocabulary().maker_labels(term.maker)))
    return next((word for word in words if ItemText(f"，还有{word}。").holds(fold(word))), "")


def cut_in_two(label: str) -> bool:
    """Whether the reader of briefings takes the label for the end of one sentence and the beginning of another (J. D. Power)."""
    return len(parse(f"- 有人提到 {label} 这个名字\n", "x", html=False).items[0].sentences) > 1


def test_every_short_label_has_a_context_that_is_heard() -> None:
    assert [(t.type, t.name) for t in vocabulary().terms if t.short and not heard(t)] == []


def test_every_label_comes_out_as_what_it_names() -> None:
    owners: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for term in vocabulary().terms:
        for label in (*term.labels, *term.short):
            owners[fold(label)].add((term.type, term.name))
    cases = [(term, label, naming(label)) for term in vocabulary().terms for label in term.labels]
    for term in vocabulary().terms:
        for label in term.short:
            before, _, after = naming(label)
            cases.append((term, label, (before, label, f"{after}，还有{heard(term)}。")))
    silent = []  # An asterisk is Markdown to the reader of briefings.
    for (term, label, sentence), found in zip(cases, mentions_of([sentence for _, _, sentence in cases]), strict=True):
        wanted = {(term.type, term.name)} | {(type_, name) for type_, name in owners[fold(label)] if type_ != term.type}
        if not any((m.type, m.name) in wanted and m.end - m.start >= len(label.replace("*", "")) for m in found):
            silent.append((term.type, term.name, label, [(m.type, m.name) for m in found], sentence))
    # Sites that carry news are no part of it; a name with a full stop before a capital is two sentences to the reader of briefings.
    silent = [case for case in silent if fold(case[2]) not in _HOSTS and not cut_in_two(case[2])]
    # An Arm China core called MC1 is taken for a GPU's configuration.
    assert [case for case in silent if not (case[0] == "Core" and _CONFIGURATION.search(case[2]))] == []
    assert sum(cut_in_two(label) for _, label, _ in cases if ". " in label) < 70


FAMILIES = """
Chip | Snapdragon 8cx Gen 9 | Snapdragon 8cx Gen 9
Chip | 骁龙7s Gen 9 | Snapdragon 7s Gen 9
Chip | 骁龙799G | Snapdragon 799G
Chip | SM9999 | SM9999
Chip | SDX99 | SDX99
Chip | QCS9999 | QCS9999
Chip | Dimensity 7777 | Dimensity 7777
Chip | 天玑7777 | Dimensity 7777
Chip | 天玑 9999 Ultra | Dimensity 9999 Ultra
Chip | Helio G199 | Helio G199
Chip | 迅鲲9999T | Kompanio 9999T
Chip | MT6999 | MT6999
Chip | MT8999 | MT8999
Chip | 猎户座2999 | Exynos 2999
Chip | Exynos Auto V99 | Exynos Auto V99
Chip | Kirin 9999 | Kirin 9999
Chip | 麒麟1021 | Kirin 1021
Chip | 麒麟999E | Kirin 999E
Chip | 巴龙9000 | Balong 9000
Chip | Hi3599 | Hi3599
Chip | 昇腾990 | Ascend 990
Chip | 鲲鹏990 | Kunpeng 990
Chip | Apple A29 | Apple A29
Chip | 苹果M9 Max | Apple M9 Max
Chip | 虎贲T9999 | Unisoc T9999
Chip | SC9899 | SC9899
Chip | RK3999 | RK3999
Chip | RK3999Pro | RK3999Pro
Chip | RV1199 | RV1199
Chip | 全志H999 | Allwinner H999
Chip | 晶晨S999X | Amlogic S999X
Chip | 君正T99 | Ingenic T99
Chip | 安霸CV99 | Ambarella CV99
Chip | 龙芯3A9000 | Loongson 3A9000
Chip | 飞腾D9000 | Phytium D9000
Chip | KX-9999 | KX-9999
Chip | 曦云C999 | MetaX C999
Chip | 征程9 | Journey 9
Chip | 黄山9S | Huangshan 9S
Chip | MLU999 | MLU999
Chip | BM1699 | BM1699
Chip | Hailo-99 | Hailo-99
Chip | EyeQ9 | EyeQ9
Chip | TPU v9 | TPU v9
Chip | 云TPU v9 | TPU v9
Chip | GeForce RTX 7060 Ti | GeForce RTX 7060 Ti
Chip | RTX 7060 | GeForce RTX 7060
Chip | NVIDIA H900 | NVIDIA H900
Chip | Ryzen 9 9999X | Ryzen 9 9999X
Chip | Core i9-19900K | Core i9-19900K
Chip | 酷睿i7-17700H | Core i7-17700H
Chip | Xeon Platinum 9999L | Xeon Platinum 9999L
Chip | STM32H9 | STM32H9
Chip | GD32F999 | GD32F999
Chip | ESP32-C9 | ESP32-C9
Chip | nRF99 | nRF99
Chip | i.MX 99 | i.MX 99
Chip | CH32V999 | CH32V999
Core | Cortex-A999 | Cortex-A999
Core | Cortex-X99 | Cortex-X99
Core | Cortex-M99 | Cortex-M99
Core | Neoverse V9 | Neoverse V9
Core | Mali-G999 | Mali-G999
Core | Mali-G99 MC9 | Mali-G99
Core | Mali-G99MP12 | Mali-G99
Core | Immortalis-G999 MC12 | Immortalis-G999
Core | Ethos-N999 | Ethos-N999
Core | Adreno 999 | Adreno 999
Core | Kryo 999 | Kryo 999
Core | Hexagon 999 | Hexagon 999
Core | 玄铁C999 | XuanTie C999
Core | CEVA-XM99 | CEVA-XM99
Core | IMG BXM-9-999 | IMG BXM-9-999
Core | Zen 9 | Zen 9
Core | RDNA 9 | RDNA 9
ISA | Armv19 | Armv19
ISA | Armv9.9-A | Armv9.9-A
Device | iPhone 29 Pro Max | iPhone 29 Pro Max
Device | Galaxy S39 Ultra | Galaxy S39 Ultra
Device | Galaxy Note 35 5G | Galaxy Note 35 5G
Device | Mate 99 Pro | Mate 99 Pro
Device | 华为nova 29 | nova 29
Device | 荣耀99 Pro | Honor 99 Pro
Device | 小米29 Pro | Xiaomi 29 Pro
Device | Redmi K99 | Redmi K99
Device | OPPO Reno29 | Reno 29
Device | vivo X299 | vivo X299
Device | 一加9 5G | OnePlus 9 5G
Device | 树莓派9B | Raspberry Pi 9B
Device | Atlas 999 | Atlas 999
Device | MTT S99 | MTT S99
Device | MLU999-X8 | MLU999-X8
Software | iOS 39 | iOS 39
Software | HarmonyOS 9.0 | HarmonyOS 9.0
Software | EMUI 19 | EMUI 19
Software | Windows 12 | Windows 12
Model | YOLOv99 | YOLOv99
Model | YOLO v9s | YOLOv9s
Model | MobileNetV9 | MobileNetV9
Model | EfficientNet-B99 | EfficientNet-B99
Model | ResNet-99 | ResNet-99
Model | SE-ResNeXt-50 | SE-ResNeXt-50
Model | Inception-ResNet v3 | Inception-ResNet v3
Model | CSPDarknet53 | CSPDarknet-53
Model | ViT-L/99 | ViT-L/99
Model | Qwen9-72B | Qwen9-72B
Model | Llama 9 70B | Llama 9 70B
Model | Llama 7B | Llama 7B
Model | GPT-9 | GPT-9
Model | GPT-4o | GPT-4o
Model | DeepSeek-V9 | DeepSeek-V9
Dataset | Geekbench 9 | Geekbench 9
Dataset | CIFAR-99 | CIFAR-99
Dataset | MLPerf Inference v9.1 | MLPerf Inference v9.1
Venue | CVPR 2039 | CVPR 2039
Venue | NeurIPS 2035 | NeurIPS 2035
Venue | ISCA'39 | ISCA '39
"""


def test_families_recognise_members_that_nobody_listed() -> None:
    rows = [[cell.strip() for cell in line.split("|")] for line in FAMILIES.strip().splitlines()]
    wrong = []
    for (type_, text, name), found in zip(rows, mentions_of([naming(text) for _, text, _ in rows]), strict=True):
        if (type_, name) not in {(m.type, m.name) for m in found if m.source != "brand"}:
            wrong.append((text, name, [(m.type, m.name, m.source) for m in found]))
    assert wrong == []
    assert len(rows) > 80


def test_a_member_that_is_listed_is_the_listed_one() -> None:
    texts = {"骁龙 888 Plus": "Snapdragon 888+", "麒麟990 5G": "Kirin 990 5G", "RTX 3090": "GeForce RTX 3090", "Mi 10 Pro": "Mi 10 Pro", "TPUv4": "TPU v4"}
    found = mentions_of([naming(text) for text in texts])
    assert [[m.name for m in ms if m.source != "brand"] for ms in found] == [[name] for name in texts.values()]


def test_family_patterns_are_plain() -> None:
    for family in vocabulary().families:
        assert "{}" in (family.member_name or family.member_zh), family.name
        assert family.suffix.match("\n") is None, f"{family.name}: matches the end of a line"
        assert not re.search(r"\\s|\\w", family.suffix.pattern), f"{family.name}: \\s runs over lines, \\w over Chinese"
        assert not has_cjk(family.member_name) or family.member_name == family.member_zh


@pytest.mark.parametrize(
    ("text", "type_", "name"),
    [
        ("高通", "Organization", "Qualcomm"),
        ("联发科", "Organization", "MediaTek"),
        ("台积电", "Organization", "TSMC"),
        ("三星电子", "Organization", "Samsung"),
        ("中芯国际", "Organization", "SMIC"),
        ("合宙", "Organization", "Luat"),
        ("高德红外", "Organization", "Guide Infrared"),
        ("黄仁勋", "Person", "Jensen Huang"),
        ("骁龙888", "Chip", "Snapdragon 888"),
        ("海思麒麟", "Chip", "Kirin"),
        ("麒麟9000", "Chip", "Kirin 9000"),
        ("天玑1000+", "Chip", "Dimensity 1000+"),
        ("Exynos 1080", "Chip", "Exynos 1080"),
        ("苹果A14", "Chip", "Apple A14 Bionic"),
        ("英伟达A100", "Chip", "NVIDIA A100"),
        ("昇腾910", "Chip", "Ascend 910"),
        ("Cortex A78", "Core", "Cortex-A78"),
        ("Mali G78", "Core", "Mali-G78"),
        ("玄铁910", "Core", "XuanTie C910"),
        ("达芬奇架构", "Core", "Huawei Da Vinci"),
        ("龙架构", "ISA", "LoongArch"),
        ("RISC-V", "ISA", "RISC-V"),
        ("树莓派4B", "Device", "Raspberry Pi 4"),
        ("TensorRT", "Software", "TensorRT"),
        ("TVM", "Software", "TVM"),
        ("鸿蒙", "Software", "HarmonyOS"),
        ("GCC", "Software", "GCC"),
        ("MobileNet V2", "Model", "MobileNetV2"),
        ("FlashAttention", "Model", "FlashAttention"),
        ("安兔兔", "Dataset", "AnTuTu"),
        ("ImageNet-1K", "Dataset", "ImageNet"),
        ("MS COCO", "Dataset", "COCO"),
        ("NIPS", "Venue", "NeurIPS"),
    ],
)
def test_names_are_the_standard_ones(text: str, type_: str, name: str) -> None:
    found = mentions_of([naming(text)])[0]
    assert [(m.type, m.name) for m in found if m.source != "brand"] == [(type_, name)]
