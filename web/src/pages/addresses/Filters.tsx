import { Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useAreas } from "../../api/plans";
import { CAUSES, LEVELS, type QueueFilter, SCORES } from "../../state/addresses/filter";
import type { Network } from "../../api/types";
import { areaOptions } from "../../state/areaOptions";
import { formatPercent } from "../../state/format";

interface Props {
  filter: QueueFilter;
  onChange: (next: Partial<QueueFilter>) => void;
  networks: readonly Network[];
  network: Network | null;
  onNetwork: (code: string) => void;
}

const WIDE = "(min-width: 720px)";

/** By community, why an address waits, the level of its best candidate, its score; whose grids are shown. */
export function Filters({ filter, onChange, networks, network, onNetwork }: Props) {
  const { t, i18n } = useTranslation();
  const towns = useAreas("town");
  const communities = useAreas("community");
  const areas = useMemo(() => areaOptions(towns.data ?? [], communities.data ?? []), [towns.data, communities.data]);
  return (
    <details open={window.matchMedia(WIDE).matches}>
      <summary>{t("addresses.filters.title")}</summary>
      <div className="address-filters">
        <Select
          allowClear
          aria-label={t("addresses.filters.area")}
          placeholder={t("addresses.filters.area")}
          value={filter.area}
          options={areas}
          showSearch={{ optionFilterProp: "label" }}
          onChange={(area: string | undefined) => onChange({ area: area ?? null })}
        />
        <Select
          allowClear
          aria-label={t("addresses.filters.cause")}
          placeholder={t("addresses.filters.cause")}
          value={filter.cause}
          options={CAUSES.map((value) => ({ value, label: t(`addresses.causes.${value}`) }))}
          onChange={(cause) => onChange({ cause: cause ?? null })}
        />
        <Select
          allowClear
          aria-label={t("addresses.filters.level")}
          placeholder={t("addresses.filters.level")}
          value={filter.level}
          options={LEVELS.map((value) => ({ value, label: t(`finder.level.${value}`) }))}
          onChange={(level) => onChange({ level: level ?? null })}
        />
        <Select
          allowClear
          aria-label={t("addresses.filters.score")}
          placeholder={t("addresses.filters.score")}
          value={filter.leastScore}
          options={SCORES.map((value) => ({
            value,
            label: t("addresses.filters.from", { score: formatPercent(value, i18n.language) }),
          }))}
          onChange={(leastScore) => onChange({ leastScore: leastScore ?? null })}
        />
        {networks.length > 1 && (
          <Select
            className="whole"
            aria-label={t("addresses.filters.network")}
            value={network?.code ?? null}
            options={networks.map(({ code, name }) => ({ value: code, label: t("addresses.filters.gridsOf", { name }) }))}
            onChange={onNetwork}
          />
        )}
      </div>
    </details>
  );
}
