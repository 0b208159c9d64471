import type { Translation } from "../zh";
import { keys } from "./keys";
import { map } from "./map";
import { plan } from "./plan";
import { plans } from "./plans";

export const en: Translation = { ...map, keys, plan, plans };
