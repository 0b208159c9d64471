import { Alert, Button, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../../api/client";
import type { PlanDetail } from "../../api/draft";
import { type RebaseAnswer, useRebase } from "../../api/review";
import type { Bounds, Network } from "../../api/types";
import { announce } from "../../app/live";
import { formatCount } from "../../state/format";
import { boundsOf } from "../../state/plan/figures";
import type { Ground } from "../../state/plan/ground";
import { ChangedGrids, rowsOf } from "./ChangedGrids";

type Choice = "mine" | "theirs";

interface Props {
  plan: PlanDetail;
  network: Network | null;
  ground: Ground;
  onLook: (bounds: Bounds) => void;
}

/** The network was published over since the draft was made: bring the draft onto it. */
export function RebasePanel({ plan, network, ground, onLook }: Props) {
  const { t, i18n } = useTranslation();
  const rebase = useRebase(plan.id, plan.revision);
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  const version = network?.version ?? 0;
  const done = rebase.data?.answer ?? null;
  if (plan.state !== "draft" || version <= plan.base_version) {
    return done === null ? null : (
      <Alert
        type="success"
        role="status"
        closable
        title={t("review.rebased", { version: plan.base_version })}
        description={
          <>
            <p>{t("review.follows", { households: formatCount(done.handover.households, i18n.language) })}</p>
            <ChangedGrids rows={rowsOf(done, ground.count, i18n.language)} />
          </>
        }
      />
    );
  }
  const conflicts = rebase.data?.conflicts ?? [];
  const ready = conflicts.every(({ code }) => choices[code] !== undefined);
  const go = () => rebase.mutate(choices, { onSuccess: ({ answer }) => answer !== null && announce(t("plan.done")) });
  return (
    <Alert
      type="warning"
      role="region"
      aria-label={t("review.rebase")}
      title={t("review.behind", { version, base: plan.base_version })}
      description={
        <>
          {conflicts.map(({ code, households, mine, theirs, units }) => (
            <fieldset key={code} className="conflict">
              <legend>{t("review.conflict", { code, households: formatCount(households, i18n.language) })}</legend>
              <WhereUnits ground={ground} units={units} onLook={onLook} />
              <Radio.Group
                value={choices[code]}
                onChange={(event) => setChoices({ ...choices, [code]: event.target.value as Choice })}
                options={[
                  { value: "mine", label: t("review.mine", { grids: mine.join(", ") }) },
                  { value: "theirs", label: t("review.theirs", { grids: theirs.join(", ") }) },
                ]}
              />
            </fieldset>
          ))}
          {rebase.error !== null && <p role="alert">{reasonOf(rebase.error, i18n.language) ?? t("state.lineLost")}</p>}
          <Button size="small" loading={rebase.isPending} disabled={!ready} onClick={go}>
            {t(conflicts.length > 0 ? "review.choose" : "review.rebase")}
          </Button>
        </>
      }
    />
  );
}

/** The way to what both changed, where it lies in the community that the page shows. */
function WhereUnits({ ground, units, onLook }: Pick<Props, "ground" | "onLook"> & Pick<RebaseAnswer["conflicts"][number], "units">) {
  const { t } = useTranslation();
  const held = ground.units.flatMap(({ code }, unit) => (units.includes(code) ? [unit] : []));
  if (held.length === 0) return null;
  return (
    <Button size="small" type="link" onClick={() => onLook(boundsOf(ground, held))}>
      {t("review.onMap")}
    </Button>
  );
}
