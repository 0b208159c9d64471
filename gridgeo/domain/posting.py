"""Postings (派岗): in which roles people serve a grid."""

from enum import StrEnum


class PostingRole(StrEnum):
    """What somebody is for a grid."""

    LEAD = "lead"
    WORKER = "worker"
    STAND_IN = "stand_in"
    TEAM = "team"
    PARTY_SECRETARY = "party_secretary"
    POLICE = "police"
    VOLUNTEER = "volunteer"
    BUILDING_HEAD = "building_head"


ROLE_ZH = {
    PostingRole.LEAD: "网格长",
    PostingRole.WORKER: "网格员",
    PostingRole.STAND_IN: "代管网格员",
    PostingRole.TEAM: "城管队员",
    PostingRole.PARTY_SECRETARY: "党支部书记",
    PostingRole.POLICE: "社区民警",
    PostingRole.VOLUNTEER: "志愿者",
    PostingRole.BUILDING_HEAD: "楼栋长",
}

# Who walks a grid, the first in charge; the others support.
SERVING = (PostingRole.WORKER, PostingRole.TEAM, PostingRole.STAND_IN)
