import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { en } from "./en";
import { zh } from "./zh";

export type Language = "zh-CN" | "en";
const KEPT_AS = "gridgeo.language";

/** The reader's choice; Chinese until they choose, whatever the browser says. */
const chosen: Language = localStorage.getItem(KEPT_AS) === "en" ? "en" : "zh-CN";

void i18next.use(initReactI18next).init({
  lng: chosen,
  fallbackLng: "zh-CN",
  resources: { "zh-CN": { translation: zh }, en: { translation: en } },
  interpolation: { escapeValue: false }, // React escapes
});
document.documentElement.lang = chosen;

/** Change the language of the page and remember it. */
export function setLanguage(language: Language): void {
  localStorage.setItem(KEPT_AS, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}
