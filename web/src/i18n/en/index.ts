import type { Translation } from "../zh";
import { admin } from "./admin";
import { board } from "./board";
import { importing } from "./importing";
import { keys } from "./keys";
import { kinds } from "./kinds";
import { map } from "./map";
import { plan } from "./plan";
import { plans } from "./plans";

export const en: Translation = { ...map, admin, board, importing, keys, kinds, plan, plans };
