import { useTranslation } from "react-i18next";

interface Reason {
  kind: string;
  actor: string;
  at: string;
  sentence: string;
  sentence_zh: string;
}

/** By whose operations and steps of review something came to be. */
export function Reasons({ of: reasons }: { of: readonly Reason[] }) {
  const { i18n } = useTranslation();
  const english = i18n.language === "en";
  return reasons.map((one) => (
    <small key={`${one.at} ${one.kind}`}>
      {one.actor}
      {english ? ": " : "："}
      {english ? one.sentence : one.sentence_zh}
    </small>
  ));
}
