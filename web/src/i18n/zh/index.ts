/** 简体中文：界面的第一语言。英文（en/）必须有同样的键。 */
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

export const zh = { ...map, addresses, admin, board, crosswalk, findings, finder, importing, keys, kinds, layers, plan, plans, review, time };

type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
export type Translation = Words<typeof zh>;
