"""How files say what land is used for: China's standards of land use, and OpenStreetMap's words.

The names and numbers are those of GB/T 21010-2017 and of the third national land survey, whose
files have them in DLMC and DLBM.
"""

from gridgeo.domain.enums import LandUse

_NAMES = {
    LandUse.RESIDENTIAL: "住宅用地 居住用地 城镇住宅用地 农村宅基地 宅基地 居民点"
    " residential garages",
    LandUse.COMMERCIAL: "商服用地 商业用地 商业服务业用地 商业服务业设施用地 零售商业用地"
    " 批发市场用地 餐饮用地 旅馆用地 商务金融用地 娱乐用地 其他商服用地 commercial retail",
    LandUse.INDUSTRIAL: "工矿用地 工矿仓储用地 工业用地 采矿用地 仓储用地 物流仓储用地 盐田"
    " industrial quarry landfill depot port",
    LandUse.PUBLIC: "公共管理与公共服务用地 机关团体用地 机关团体新闻出版用地 新闻出版用地 教育用地"
    " 科研用地 科教文卫用地 医疗卫生用地 社会福利用地 文化设施用地 体育用地 公用设施用地"
    " 公共设施用地 高教用地 education institutional civic_admin",
    LandUse.GREEN: "公园与绿地 绿地 公园 公园绿地 广场用地 park garden recreation_ground"
    " village_green greenery golf_course nature_reserve",
    LandUse.FARMLAND: "耕地 农田 水田 水浇地 旱地 园地 果园 茶园 橡胶园 其他园地 设施农用地"
    " 农用地 farmland farmyard orchard vineyard allotments plant_nursery greenhouse_horticulture"
    " aquaculture",
    LandUse.FOREST: "林地 乔木林地 竹林地 红树林地 森林沼泽 灌木林地 灌丛沼泽 其他林地 有林地"
    " forest wood",
    LandUse.GRASS: "草地 天然牧草地 沼泽草地 人工牧草地 其他草地 grass meadow grassland scrub"
    " heath",
    LandUse.WATER: "水域及水利设施用地 水域 河流水面 湖泊水面 水库水面 坑塘水面 养殖坑塘 沿海滩涂"
    " 内陆滩涂 沟渠 干渠 沼泽地 水工建筑用地 冰川及永久积雪 湿地 water reservoir basin wetland",
    LandUse.TRANSPORT: "交通运输用地 铁路用地 轨道交通用地 公路用地 城镇村道路用地"
    " 交通服务场站用地 农村道路 机场用地 港口码头用地 管道运输用地 道路用地 railway highway",
    LandUse.SPECIAL: "特殊用地 军事设施用地 军事用地 使领馆用地 监教场所用地 宗教用地 殡葬用地"
    " 墓地 风景名胜设施用地 military cemetery religious",
    LandUse.OTHER: "其他土地 未利用地 空闲地 田坎 盐碱地 沙地 裸土地 裸岩石砾地 construction"
    " brownfield greenfield",
}
_NUMBERS = {  # classes of the standard: the first two digits, and those that stand elsewhere here
    LandUse.FARMLAND: "01 0101 0102 0103 02 0201 0202 0203 0204 1202",
    LandUse.FOREST: "03 0301 0302 0303 0304 0305 0306 0307",
    LandUse.GRASS: "04 0401 0402 0403 0404",
    LandUse.COMMERCIAL: "05 0501 0502 0503 0504 0505 0506 0507 05h1",
    LandUse.INDUSTRIAL: "06 0601 0602 0603 0604 0508",
    LandUse.RESIDENTIAL: "07 0701 0702",
    LandUse.PUBLIC: "08 0801 0802 0803 0804 0805 0806 0807 0808 0809 08h1 08h2",
    LandUse.GREEN: "0810 0810a",
    LandUse.SPECIAL: "09 0901 0902 0903 0904 0905 0906",
    LandUse.TRANSPORT: "10 1001 1002 1003 1004 1005 1006 1007 1008 1009",
    LandUse.WATER: "11 1101 1102 1103 1104 1104a 1105 1106 1107 1107a 1108 1109 1110",
    LandUse.OTHER: "12 1201 1203 1204 1205 1206 1207",
}
SPELLINGS = {str(use): str(use) for use in LandUse} | {
    word: str(use)
    for written in (_NAMES, _NUMBERS)
    for use, words in written.items()
    for word in words.split()
}
