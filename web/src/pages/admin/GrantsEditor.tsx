import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";

import type { Role, RoleGrant } from "../../api/admin";
import { useAreas } from "../../api/plans";
import { useNetworks } from "../../api/queries";
import { areaChoices } from "../../state/areaOptions";
import { ROLES } from "./UsersPart";

interface Props {
  value?: RoleGrant[];
  onChange?: (grants: RoleGrant[]) => void;
}

/** Roles, each within an area (with all below it) and a network; left out: everywhere. */
export function GrantsEditor({ value = [], onChange }: Props) {
  const { t } = useTranslation();
  const towns = useAreas("town");
  const communities = useAreas("community");
  const networks = useNetworks();
  const put = (place: number, change: Partial<RoleGrant>) =>
    onChange?.(value.map((one, i) => (i === place ? { ...one, ...change } : one)));
  return (
    <div className="grants">
      {value.map((grant, place) => (
        <div key={place} className="grant-row" role="group" aria-label={t(`admin.roles.${grant.role}`)}>
          <Select<Role>
            aria-label={t("admin.users.role")}
            value={grant.role}
            options={ROLES.map((role) => ({ value: role, label: t(`admin.roles.${role}`) }))}
            onChange={(role) => put(place, { role })}
          />
          <Select
            aria-label={t("board.area")}
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            placeholder={t("admin.users.everywhere")}
            value={grant.area ?? null}
            options={areaChoices(towns.data ?? [], communities.data ?? [])}
            onChange={(area: string | undefined) => put(place, { area: area ?? null })}
          />
          <Select
            aria-label={t("network.label")}
            allowClear
            placeholder={t("admin.users.allNetworks")}
            value={grant.network ?? null}
            options={(networks.data ?? []).map(({ code, name }) => ({ value: code, label: name }))}
            onChange={(network: string | undefined) => put(place, { network: network ?? null })}
          />
          <Button
            aria-label={t("admin.users.takeAway", { role: t(`admin.roles.${grant.role}`) })}
            onClick={() => onChange?.(value.filter((_, i) => i !== place))}
          >
            ×
          </Button>
        </div>
      ))}
      <Button onClick={() => onChange?.([...value, { role: "leader", area: null, network: null }])}>
        {t("admin.users.addGrant")}
      </Button>
    </div>
  );
}
