import { Button, Input, InputNumber, Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { toggleLock } from "./usePlanKeys";
import type { Planning } from "./usePlanning";

type Status = "active" | "reserved" | "suspended";

/** What the chosen grid is called and is: name, status, reason, lock. */
export function GridCard({ planning }: { planning: Planning }) {
  const { t } = useTranslation();
  const { ground, tool, send, editable, step } = planning;
  const grid = ground?.grids.get(tool.grid ?? NaN);
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const [trigger, setTrigger] = useState<number | null>(null);
  useEffect(() => {
    setName(grid?.name ?? "");
    setReason(grid?.reason ?? "");
    setTrigger(grid?.trigger_count ?? null);
  }, [grid]);
  if (grid === undefined) return <p className="hint">{t("plan.pickHint")}</p>;
  const set = (what: { name?: string; status?: Status; reason?: string; trigger_count?: number }) =>
    send({ verb: "operate", body: { kind: "set_attributes", grid: grid.code, ...what } });
  const off = !editable || step.isPending;
  return (
    <section className="grid-card" aria-label={t("plan.attributes")}>
      <p className="code">{grid.code}</p>
      <label>
        {t("plan.name")}
        <span className="with-button">
          <Input value={name} maxLength={200} disabled={off} onChange={(event) => setName(event.target.value)} />
          <Button disabled={off || name.trim() === "" || name === grid.name} onClick={() => set({ name })}>
            {t("plan.save")}
          </Button>
        </span>
      </label>
      <label>
        {t("plan.reason")}
        <span className="with-button">
          <Input value={reason} maxLength={200} disabled={off} onChange={(event) => setReason(event.target.value)} />
          <Button disabled={off || reason.trim() === "" || reason === grid.reason} onClick={() => set({ reason })}>
            {t("plan.save")}
          </Button>
        </span>
      </label>
      {grid.status === "reserved" && (
        <label>
          {t("plan.trigger")}
          <span className="with-button">
            <InputNumber min={1} max={1_000_000} precision={0} value={trigger} disabled={off} onChange={setTrigger} />
            <Button
              disabled={off || trigger === null || trigger === grid.trigger_count}
              onClick={() => trigger !== null && set({ trigger_count: trigger })}
            >
              {t("plan.save")}
            </Button>
          </span>
        </label>
      )}
      <div className="with-button">
        <Select
          aria-label={t("plan.status")}
          value={grid.status as Status}
          disabled={off}
          options={(["active", "reserved", "suspended"] as const).map((value) => ({
            value,
            label: t(`plan.statuses.${value}`),
          }))}
          onChange={(status: Status) => set({ status })}
        />
        <Button disabled={off} aria-pressed={grid.locked} onClick={() => toggleLock(planning)}>
          {t(grid.locked ? "plan.unlock" : "plan.lock")}
        </Button>
      </div>
    </section>
  );
}
