import { Alert, Button, Checkbox, Progress, Select } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../../api/client";
import { type AlignmentRequest, type Proposal, useAlignments, useCreateAlignment } from "../../api/crosswalk";
import { faultOf, isOver, useAreas, useJob } from "../../api/plans";
import type { Network } from "../../api/types";
import { areaOptions } from "../../state/areaOptions";
import { formatMoment } from "../../state/format";
import { Proposals } from "./Proposals";

type RelationName = NonNullable<AlignmentRequest["relation"]>;
const RELATIONS: readonly RelationName[] = ["same_as", "nests_in", "whole_grids_of"];

interface Props {
  network: Network;
  model: Network;
  onProposals: (proposals: readonly Proposal[], taken: ReadonlySet<string>) => void;
}

/** Let the first network fit the second one: what to ask for, then proposals to take or leave. */
export function AlignTab({ network, model, onProposals }: Props) {
  const { t, i18n } = useTranslation();
  const [relation, setRelation] = useState<RelationName>("same_as");
  const [areas, setAreas] = useState<string[]>([]);
  const [withBand, setWithBand] = useState(false);
  const [chosen, setChosen] = useState<number | null>(null);
  const towns = useAreas("town");
  const communities = useAreas("community");
  const options = useMemo(() => areaOptions(towns.data ?? [], communities.data ?? []), [towns.data, communities.data]);
  const make = useCreateAlignment();
  const job = useJob(make.data?.id ?? null);
  const earlier = useAlignments(network.code);
  const made = job.data?.result?.["alignment_id"];
  const { refetch } = earlier;
  useEffect(() => {
    if (typeof made !== "number") return;
    setChosen(made);
    void refetch();
  }, [made, refetch]);
  const running = make.isPending || (make.isSuccess && !isOver(job.data));
  const past = (earlier.data ?? []).filter((one) => one.model === model.code);
  return (
    <div className="align">
      <p className="hint">{t("crosswalk.alignHint", { network: network.name, model: model.name })}</p>
      <Select
        aria-label={t("crosswalk.relation")}
        value={relation}
        options={RELATIONS.map((value) => ({ value, label: t(`crosswalk.relations.${value}`) }))}
        onChange={setRelation}
      />
      <Select
        mode="multiple"
        aria-label={t("plans.areas")}
        placeholder={t("plans.areasChoose")}
        value={areas}
        options={options}
        showSearch={{ optionFilterProp: "label" }}
        onChange={setAreas}
      />
      <Checkbox checked={withBand} onChange={(event) => setWithBand(event.target.checked)}>
        {t("crosswalk.withBand")}
      </Checkbox>
      <Button
        type="primary"
        disabled={areas.length === 0}
        loading={running}
        onClick={() => make.mutate({ network: network.code, model: model.code, relation, areas, with_band: withBand })}
      >
        {t("crosswalk.propose")}
      </Button>
      {running && <Progress percent={Math.round((job.data?.progress ?? 0) * 100)} size="small" aria-label={t("crosswalk.propose")} />}
      {make.error !== null && <Alert type="error" role="alert" title={reasonOf(make.error, i18n.language) ?? t("state.offline")} />}
      {job.data?.state === "failed" && <Alert type="error" role="alert" title={faultOf(job.data, i18n.language)} />}
      {past.length > 0 && (
        <Select
          aria-label={t("crosswalk.earlier")}
          placeholder={t("crosswalk.earlier")}
          value={chosen}
          options={past.map(({ id, relation: kind, created_at, created_by }) => ({
            value: id,
            label: `${t(`crosswalk.relations.${kind}`, { defaultValue: kind })} · ${formatMoment(created_at, i18n.language)} · ${created_by}`,
          }))}
          onChange={setChosen}
        />
      )}
      {chosen !== null && <Proposals key={chosen} id={chosen} onProposals={onProposals} />}
    </div>
  );
}
