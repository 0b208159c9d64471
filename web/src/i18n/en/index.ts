import type { Translation } from "../zh";
import { addresses } from "./addresses";
import { admin } from "./admin";
import { board } from "./board";
import { crosswalk } from "./crosswalk";
import { findings } from "./findings";
import { finder } from "./finder";
import { importing } from "./importing";
import { keys } from "./keys";
import { kinds } from "./kinds";
import { layers } from "./layers";
import { map } from "./map";
import { plan } from "./plan";
import { plans } from "./plans";
import { review } from "./review";
import { time } from "./time";

export const en: Translation = { ...map, addresses, admin, board, crosswalk, findings, finder, importing, keys, kinds, layers, plan, plans, review, time };
