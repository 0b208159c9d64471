import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type ReviewRules as Rules, useReviewRules, useSetReviewRules } from "../../api/admin";
import { announce } from "../../app/live";
import { Failure } from "./Part";

/** Roles that may be given each right; the server takes no others. */
const MAY = {
  submit: ["administrator", "planner", "reviewer"],
  approve: ["administrator", "leader", "planner", "reviewer"],
  publish: ["administrator", "reviewer"],
} as const;
type Right = keyof typeof MAY;

/** Who submits, approves and publishes the plans of a network, and whether two people have to. */
export function ReviewRules({ network }: { network: string }) {
  const { t } = useTranslation();
  const rules = useReviewRules(network);
  return (
    <section aria-label={t("admin.rules.title")}>
      <h3>{t("admin.rules.title")}</h3>
      <Failure error={rules.error} onRetry={() => void rules.refetch()} />
      {rules.data !== undefined && <Choices key={JSON.stringify(rules.data)} network={network} rules={rules.data} />}
    </section>
  );
}

function Choices({ network, rules }: { network: string; rules: Rules }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(rules);
  const set = useSetReviewRules(network);
  const change = (part: Partial<Rules>) => setWanted((now) => ({ ...now, ...part }));
  const empty = (Object.keys(MAY) as Right[]).some((right) => wanted[right].length === 0);
  return (
    <div className="review-rules">
      <Checkbox checked={wanted.approval} onChange={(event) => change({ approval: event.target.checked })}>
        {t("admin.rules.approval")}
      </Checkbox>
      <Checkbox
        checked={wanted.four_eyes}
        disabled={!wanted.approval}
        onChange={(event) => change({ four_eyes: event.target.checked })}
      >
        {t("admin.rules.fourEyes")}
      </Checkbox>
      {(Object.keys(MAY) as Right[]).map((right) => (
        <fieldset key={right}>
          <legend>{t(`admin.rules.${right}`)}</legend>
          <Checkbox.Group
            value={[...wanted[right]]}
            options={MAY[right].map((role) => ({ value: role, label: t(`admin.roles.${role}`) }))}
            onChange={(roles) => change({ [right]: roles })}
          />
        </fieldset>
      ))}
      <Failure error={set.error} />
      <Button
        type="primary"
        disabled={empty || JSON.stringify(wanted) === JSON.stringify(rules)}
        loading={set.isPending}
        onClick={() => set.mutate(wanted, { onSuccess: () => announce(t("admin.rules.saved")) })}
      >
        {t("admin.rules.save")}
      </Button>
    </div>
  );
}
