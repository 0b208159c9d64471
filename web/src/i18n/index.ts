import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { zh } from "./zh";

export type Language = "zh-CN" | "en";
const KEPT_AS = "gridgeo.language";

/** The reader's choice; Chinese until they choose, whatever the browser says. */
const chosen: Language = localStorage.getItem(KEPT_AS) === "en" ? "en" : "zh-CN";

void i18next.use(initReactI18next).init({
  lng: "zh-CN",
  fallbackLng: "zh-CN",
  resources: { "zh-CN": { translation: zh } },
  interpolation: { escapeValue: false }, // React escapes
});

/** The page can speak as its reader wants. */
export const speaking: Promise<void> = speak(chosen);

/** Change the language of the page and remember it. */
export function setLanguage(language: Language): void {
  localStorage.setItem(KEPT_AS, language);
  void speak(language);
}

/** English is loaded when somebody reads it. */
async function speak(language: Language): Promise<void> {
  if (language === "en" && !i18next.hasResourceBundle("en", "translation")) {
    const { en } = await import("./en");
    i18next.addResourceBundle("en", "translation", en);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
