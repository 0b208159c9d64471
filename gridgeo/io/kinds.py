"""The kinds of data that gridgeo takes in, and the columns that each must or may have."""

from dataclasses import dataclass, field
from enum import Enum, StrEnum

from gridgeo.domain.dedicated import PlaceKind
from gridgeo.domain.enums import (
    AreaLevel,
    AreaSetting,
    BarrierKind,
    GridKind,
    GridStatus,
    PositionQuality,
)
from gridgeo.domain.errors import BadInputError
from gridgeo.domain.posting import PostingRole
from gridgeo.io.land_use import SPELLINGS as LAND_USES

POLYGONS = frozenset({"Polygon", "MultiPolygon"})
LINES = frozenset({"LineString", "MultiLineString"})
POINTS = frozenset({"Point"})


class ColumnType(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    COUNT = "count"  # a whole number, zero or more
    CHOICE = "choice"
    DATE = "date"  # year, month and day
    INSTANT = "instant"
    MEASURE = "measure"  # a number, zero or more


@dataclass(frozen=True, slots=True)
class Column:
    """A canonical column.

    Parameters
    ----------
    name : str
        The canonical name, the same in files, frames and tables.
    names : tuple of str
        Other names that files use for it, English and Chinese, in lower case.
    required : bool
        Whether every row needs a value.
    default : str or int, optional
        What stands for a missing value.
    choices : dict
        Every accepted spelling, in lower case, to the value it means.
    minimum, maximum : int
        Ends of a count, both included.
    refers_to : str, optional
        The kind whose keys the values must be.
    or_else : str, optional
        The column whose field stands for this one where the file has none of its own.
    """

    name: str
    names: tuple[str, ...] = ()
    type: ColumnType = ColumnType.TEXT
    required: bool = False
    default: str | int | None = None
    choices: dict[str, str] = field(default_factory=dict)
    minimum: int = 0
    maximum: int = 2**31 - 1
    refers_to: str | None = None
    or_else: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of data: its columns, the first of which is the key, and its geometry.

    Parameters
    ----------
    name : str
        As on the command line.
    columns : tuple of Column
        Without the geometry.
    geometry : frozenset of str
        Geometry types that are accepted; none where rows have no place.
    stored_as : str
        ``MultiPolygon``, ``Point`` or ``Geometry``: what the table holds.
    placed_by : str, optional
        The column whose object gives a row its place where the row has no geometry.
    of_network : bool
        Whether rows belong to one network, which the import names.
    unique : bool
        Whether the first column names a row alone.
    kept_in : str, optional
        The table, where it is not called like the kind.
    """

    name: str
    columns: tuple[Column, ...]
    geometry: frozenset[str]
    stored_as: str
    placed_by: str | None = None
    of_network: bool = False
    unique: bool = True
    kept_in: str | None = None

    @property
    def table(self) -> str:
        """Name of the table."""
        return self.kept_in or self.name

    @property
    def key(self) -> str:
        """Name of the key column."""
        return self.columns[0].name


def choices(enum: type[Enum], **spellings: str) -> dict[str, str]:
    """Accept an enum's values, and other spellings (given as value='a b c') of them."""
    accepted = {str(member.value): str(member.value) for member in enum}
    for value, words in spellings.items():
        accepted |= dict.fromkeys(words.split(), value)
    return accepted


def _code(*names: str, or_else: str | None = None) -> Column:
    usual = ("id", "编码", "代码", "编号", *names)
    return Column("code", usual, required=True, or_else=or_else)


def _name(*names: str, required: bool = False) -> Column:
    return Column("name", ("名称", *names), required=required)


def _count(name: str, *names: str, default: int | None = 0, required: bool = False) -> Column:
    return Column(name, names, ColumnType.COUNT, default=default, required=required)


_HOUSEHOLDS = ("户数", "household_count", "hh", "住户数", "家庭户数")
_ADDRESS = ("地址", "addr", "住址", "详细地址", "家庭住址", "居住地址", "门牌地址", "户籍地址")
_PERSONS = ("人数", "人口", "人口数", "population", "person_count", "常住人口", "居住人数")
_LEVELS = choices(
    AreaLevel,
    district="区 县 区县 市辖区",
    town="街道 镇 乡 乡镇 subdistrict",
    community="社区 村 村居 village",
)
_SETTINGS = choices(AreaSetting, urban="城镇 城市 城区", rural="农村 乡村")
_BARRIERS = choices(
    BarrierKind,
    road="道路 路 street",
    water="河流 水系 水 river",
    wall="围墙 墙",
    railway="铁路 rail",
)
_QUALITIES = choices(
    PositionQuality, surveyed="实测 测绘", geocoded="地理编码 匹配", by_hand="手工 人工 manual"
)
_GRID_KINDS = choices(GridKind, base="基础 基础网格", micro="微 微网格", dedicated="专属 专属网格")
_PLACE_KINDS = choices(
    PlaceKind,
    office="写字楼 商务楼 楼宇 商务楼宇",
    campus="高校 大学 校园 园区",
    school="学校 中小学 幼儿园",
    market="市场 商场 集贸市场",
    hospital="医院 医疗机构",
    enterprise="企业 工厂 factory company",
    hotel="酒店 宾馆 旅馆",
)
_ROLES = choices(
    PostingRole,
    worker="网格员 专职网格员",
    lead="网格长",
    stand_in="代管 替班",
    team="队 巡查队",
    party_secretary="党支部书记",
    police="民警 社区民警",
    volunteer="志愿者",
    building_head="楼长 楼栋长",
)
_STATUSES = choices(
    GridStatus,
    draft="草稿",
    active="启用 在用",
    reserved="预留",
    suspended="暂停",
    retired="停用 撤销",
)

AREAS = Kind(
    "areas",
    (
        _code("area_code", "行政区划代码"),
        _name("行政区名称", required=True),
        Column("level", ("级别", "层级"), ColumnType.CHOICE, required=True, choices=_LEVELS),
        Column("parent_code", ("上级编码", "上级代码", "parent"), refers_to="areas"),
        Column(
            "setting", ("城乡", "城乡分类"), ColumnType.CHOICE, default="urban", choices=_SETTINGS
        ),
    ),
    POLYGONS,
    "MultiPolygon",
)
BARRIERS = Kind(
    "barriers",
    (
        _code(),
        Column(
            "kind", ("类型", "类别", "type"), ColumnType.CHOICE, required=True, choices=_BARRIERS
        ),
        _name("路名"),
        Column("rank", ("等级", "级别"), ColumnType.COUNT, default=3, minimum=1, maximum=5),
    ),
    LINES | POLYGONS,
    "Geometry",
)
COMPOUNDS = Kind(
    "compounds",
    (_code("小区编码", or_else="name"), _name("小区名称", "小区")),
    POLYGONS,
    "MultiPolygon",
)
BUILDINGS = Kind(
    "buildings",
    (
        _code("楼栋编码", "building_id"),
        _name("楼栋名称", "楼栋", "楼幢"),
        Column("use", ("用途", "building_use"), default="residential"),
        Column(
            "compound_code",
            ("小区编码", "compound", "所属小区", "所属小区编码"),
            refers_to="compounds",
        ),
        Column("address", _ADDRESS),
        Column("floors", ("层数", "楼层数", "levels"), ColumnType.COUNT, minimum=1, maximum=300),
        _count("households", *_HOUSEHOLDS),
        _count("persons", *_PERSONS),
    ),
    POLYGONS,
    "MultiPolygon",
)
HOUSEHOLDS = Kind(
    "households",
    (
        _code("户编码", "household_id"),
        Column("address", _ADDRESS),
        Column(
            "building_code",
            ("楼栋编码", "building_id", "building", "所属楼栋", "楼栋"),
            refers_to="buildings",
        ),
        _count("households", *_HOUSEHOLDS, default=1),
        _count("persons", *_PERSONS),
        Column("position_quality", ("定位质量",), ColumnType.CHOICE, choices=_QUALITIES),
    ),
    POINTS | POLYGONS,
    "Point",
    placed_by="building_code",
)
PLACES = Kind(
    "places",
    (
        _code("场所编码", "place_id", or_else="name"),
        _name("场所名称"),
        Column(
            "kind", ("类型", "类别", "type"), ColumnType.CHOICE, required=True, choices=_PLACE_KINDS
        ),
    ),
    POLYGONS | POINTS,
    "Geometry",
)
DEVELOPMENTS = Kind(
    "developments",
    (
        _code("项目编码"),
        _name("项目名称", "小区名称"),
        _count("planned_households", "规划户数", "planned", default=None, required=True),
        Column(
            "occupancy_percent",
            ("入住率", "预计入住率", "occupancy"),
            ColumnType.COUNT,
            default=60,
            maximum=100,
        ),
        Column("ready_on", ("交付日期", "竣工日期", "ready"), ColumnType.DATE, required=True),
    ),
    POLYGONS,
    "MultiPolygon",
)
LAND_USE = Kind(
    "land_use",
    (
        _code("地块编号", "图斑编号", "标识码", "bsm", "tbbh", "osm_id"),
        _name("地块名称"),
        Column(
            "use",
            ("地类名称", "地类", "地类编码", "用地性质", "用地类型", "土地用途", "dlmc", "dlbm",
             "landuse", "land_use", "fclass"),
            ColumnType.CHOICE,
            required=True,
            choices=LAND_USES,
        ),
    ),
    POLYGONS,
    "MultiPolygon",
)  # fmt: skip
UNITS = Kind(
    "units",
    (
        _code("单元编码", "unit_id"),
        Column(
            "area_code", ("社区编码", "行政区划代码", "所属社区", "所属社区编码"), refers_to="areas"
        ),
        Column("compound_code", ("小区编码",), refers_to="compounds"),
        _count("households", *_HOUSEHOLDS, default=None, required=True),
        _count("persons", *_PERSONS),
        _count("key_persons", "重点人员", "重点人员数"),
        _count("shops", "商铺", "商铺数", "门店数"),
    ),
    POLYGONS,
    "MultiPolygon",
)
GRIDS = Kind(
    "network",
    (
        _code("网格编码", "网格编号", "grid_code", "grid_id"),
        _name("网格名称", "grid_name", "网格"),
        Column(
            "kind", ("网格类型", "类型"), ColumnType.CHOICE, default="base", choices=_GRID_KINDS
        ),
        Column("status", ("状态",), ColumnType.CHOICE, default="active", choices=_STATUSES),
        Column(
            "area_code", ("社区编码", "行政区划代码", "所属社区", "所属社区编码"), refers_to="areas"
        ),
        Column("parent_code", ("上级网格", "所属网格编码"), refers_to="network"),
    ),
    POLYGONS,
    "MultiPolygon",
    of_network=True,
)
WORKERS = Kind(
    "workers",
    (
        _code("工号", "网格员编号", "人员编号", "worker_code", "worker"),
        _name("姓名", "网格员姓名", "网格员", required=True),
        Column("phone", ("电话", "手机", "手机号", "手机号码", "联系电话")),
        Column("duty_phone", ("值班电话", "公务电话", "工作电话")),
    ),
    frozenset(),
    "",
)
POSTINGS = Kind(
    "postings",
    (
        Column(
            "worker_code", ("工号", "网格员编号", "人员编号", "worker"), required=True,
            refers_to="workers",
        ),
        Column(
            "grid_code", ("网格编码", "网格编号", "负责网格", "所属网格", "grid"), required=True,
            refers_to="network",
        ),
        Column(
            "role", ("角色", "岗位", "职务"), ColumnType.CHOICE, default="worker",
            choices=_ROLES,
        ),
        Column(
            "valid_from", ("起始日期", "上岗日期", "开始日期", "from", "since"), ColumnType.DATE,
            required=True,
        ),
        Column("valid_to", ("截止日期", "离岗日期", "结束日期", "to", "until"), ColumnType.DATE),
    ),
    frozenset(),
    "",
    of_network=True,
    unique=False,
)  # fmt: skip
GAZETTEER = Kind(
    "gazetteer",
    (
        Column("code", ("id", "编码", "标准地址编码", "地址编码", "门牌编码"), required=True,
               or_else="address"),
        Column("address", ("标准地址", "地址全称", "addr:full", *_ADDRESS), required=True,
               or_else="name"),
        _name("地名", "标准名称"),
    ),
    POINTS | LINES | POLYGONS,
    "Geometry",
    kept_in="standard_addresses",
)  # fmt: skip
TRACKS = Kind(
    "tracks",
    (
        Column(
            "worker_code", ("worker", "worker_id", "user_id", "userid", "网格员编号", "网格员",
                            "工号", "人员编号"),
            required=True, refers_to="workers", or_else="device",
        ),
        Column(
            "device", ("device_id", "deviceid", "imei", "traj_id", "trajectory_id", "track_id",
                       "source", "source_id", "subject_id", "groupby_col", "extra__subject_id",
                       "设备", "设备号", "设备编号", "终端号"),
        ),
        Column(
            "recorded_at", ("time", "timestamp", "t", "datetime", "fixtime", "exam_time",
                            "gps_time", "gpstime", "定位时间", "采集时间", "上报时间", "时间"),
            ColumnType.INSTANT, required=True,
        ),
        Column(
            "accuracy_m", ("accuracy", "horizontal_accuracy", "精度", "定位精度"),
            ColumnType.MEASURE,
        ),
    ),
    POINTS,
    "Point",
    unique=False,
    kept_in="track_points",
)  # fmt: skip
KINDS = {
    kind.name: kind
    for kind in (
        *(AREAS, BARRIERS, COMPOUNDS, BUILDINGS, HOUSEHOLDS),
        *(PLACES, DEVELOPMENTS, LAND_USE, UNITS, GRIDS, WORKERS, POSTINGS, GAZETTEER, TRACKS),
    )
}


def kind_named(name: str) -> Kind:
    """Find a kind by its name on the command line.

    Raises
    ------
    BadInputError
        If gridgeo takes no such data.
    """
    if name not in KINDS:
        raise BadInputError(
            f"There is no kind of data '{name}'; there are: {', '.join(KINDS)}.", field="kind"
        )
    return KINDS[name]
