/** 简体中文：界面的第一语言。英文（en/）必须有同样的键。 */
import { keys } from "./keys";
import { map } from "./map";
import { plan } from "./plan";
import { plans } from "./plans";

export const zh = { ...map, keys, plan, plans };

type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
export type Translation = Words<typeof zh>;
