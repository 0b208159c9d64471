import { Input, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";

import { useNetworks } from "../../api/queries";
import type { NewNetwork } from "../../state/importing/settings";

const BEGIN: NewNetwork = { code: "", name: "", urban: "300:400:500", rural: "300:400:500" };
const PARTS = ["name", "code", "urban", "rural"] as const;

interface Props {
  /** Grids may come as a network of their own; postings need one that is there. */
  defines: boolean;
  network: string | null;
  onNetwork: (code: string | null) => void;
  made: NewNetwork | null;
  onMade: (network: NewNetwork | null) => void;
}

/** The network that the rows belong to: one that is there, or a new one. */
export function NetworkChoice({ defines, network, onNetwork, made, onMade }: Props) {
  const { t } = useTranslation();
  const networks = useNetworks();
  return (
    <section className="card import-card">
      <h2>{t("network.label")}</h2>
      {defines && (
        <Segmented
          aria-label={t("network.label")}
          value={made === null ? "present" : "new"}
          options={[
            { value: "present", label: t("importing.network.present") },
            { value: "new", label: t("importing.network.new") },
          ]}
          onChange={(way) => onMade(way === "new" ? BEGIN : null)}
        />
      )}
      {made === null ? (
        <Select
          className="network-field"
          aria-label={t("importing.network.present")}
          placeholder={t("importing.network.choose")}
          value={network}
          options={(networks.data ?? []).map(({ code, name }) => ({ value: code, label: name }))}
          onChange={onNetwork}
        />
      ) : (
        <div className="import-fields">
          {PARTS.map((part) => (
            <label key={part}>
              {t(`importing.network.${part}`)}
              <Input
                value={made[part]}
                maxLength={60}
                onChange={({ target }) => onMade({ ...made, [part]: target.value.trim() })}
              />
            </label>
          ))}
          <p className="hint">{t("importing.network.bandHint")}</p>
        </div>
      )}
    </section>
  );
}
