import { Alert, Input, Radio } from "antd";
import { useTranslation } from "react-i18next";

import type { CrsGuess } from "../../api/imports";
import { suspicionOf } from "../../state/importing/settings";
import { formatDistance, formatPercent } from "../../state/format";

interface Props {
  found: CrsGuess[];
  value: string | null;
  onChange: (crs: string) => void;
}

/** Which coordinates the file has: what was found, how well each fits, and any other by its name. */
export function CrsChoice({ found, value, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const suspicion = suspicionOf(found);
  const named = found.some(({ crs }) => crs === value);
  return (
    <section className="card import-card" aria-labelledby="crs-title">
      <h2 id="crs-title">{t("importing.crs.title")}</h2>
      {suspicion !== null && (
        <Alert
          type="warning"
          showIcon
          role="status"
          className="form-alert"
          title={t("importing.crs.suspicion", { crs: t(`importing.crs.names.${suspicion.crs}`) })}
          description={
            suspicion.shift_m === null
              ? t("importing.crs.suspicionHint")
              : t("importing.crs.suspicionShift", {
                  shift: formatDistance(suspicion.shift_m, i18n.language),
                })
          }
        />
      )}
      <Radio.Group
        className="crs-choices"
        value={value}
        aria-labelledby="crs-title"
        onChange={({ target }) => onChange(target.value as string)}
        options={found.map((one) => ({ value: one.crs, label: <Guess guess={one} /> }))}
      />
      <label className="crs-other">
        {t("importing.crs.other")}
        <Input
          placeholder="EPSG:4547"
          value={named ? "" : (value ?? "")}
          maxLength={60}
          onChange={({ target }) => onChange(target.value.trim())}
        />
      </label>
    </section>
  );
}

/** A system with what speaks for it: how much of the file falls on what is known there. */
function Guess({ guess }: { guess: CrsGuess }) {
  const { t, i18n } = useTranslation();
  const name = t(`importing.crs.names.${guess.crs}`, { defaultValue: guess.crs });
  const fit =
    guess.score === null
      ? t("importing.crs.byNumbers")
      : t("importing.crs.fits", { share: formatPercent(guess.score, i18n.language) });
  return (
    <span title={i18n.language === "en" ? guess.why : undefined}>
      <b>{name}</b> <span className="hint">{fit}</span>
    </span>
  );
}
