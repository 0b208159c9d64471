import type { Translation } from "../zh";
import { keys } from "./keys";
import { map } from "./map";
import { plans } from "./plans";

export const en: Translation = { ...map, keys, plans };
