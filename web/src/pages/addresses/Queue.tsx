import { Button, Tabs } from "antd";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { type Spot, useAddressDecisions, useAddressQueue, useUndoDecision } from "../../api/addresses";
import { useAreas } from "../../api/plans";
import { useLocated, useNetworks } from "../../api/queries";
import { announce } from "../../app/live";
import { Fault, StateCard } from "../../panels/StateCard";
import { currentOf, type QueueFilter, readFilter, writeFilter } from "../../state/addresses/filter";
import { formatCount } from "../../state/format";
import { Failure } from "../admin/Part";
import { Decisions } from "./Decisions";
import { Filters } from "./Filters";
import { Placing } from "./Placing";
import { Waiting } from "./Waiting";

const PlacingMap = lazy(async () => ({ default: (await import("./PlacingMap")).PlacingMap }));

/** The queue beside the map: the address at work, the others, and what was decided last. */
export function Queue() {
  const { t, i18n } = useTranslation();
  const [params, setParams] = useSearchParams();
  const filter = readFilter(params);
  const queue = useAddressQueue(filter);
  const decisions = useAddressDecisions(filter.area);
  const communities = useAreas("community");
  const networks = useNetworks();
  const published = (networks.data ?? []).filter(({ version }) => version !== null);
  const network =
    published.find(({ code }) => code === params.get("network")) ??
    published.find(({ standard }) => standard.unit === "households") ??
    published[0] ??
    null;
  const [from, setFrom] = useState(0);
  const [spot, setSpot] = useState<Spot | null>(null);
  const [last, setLast] = useState<{ id: number; said: string } | null>(null);
  const undo = useUndoDecision();
  const confirm = useRef<HTMLButtonElement>(null);
  const items = queue.data?.items ?? [];
  const current = currentOf(items, from);
  const located = useLocated(network?.code ?? null, spot, network?.version ?? null);

  const count = (value: number) => formatCount(value, i18n.language);
  const start = (id: number) => {
    setFrom(id);
    setSpot(null);
  };
  const pick = (place: Spot) => {
    if (current !== null) setSpot(place);
  };
  // The keyboard goes on where the place is confirmed; before this is drawn the button is still disabled.
  useEffect(() => {
    if (spot !== null) confirm.current?.focus();
  }, [spot]);
  const change = (next: Partial<QueueFilter>) => {
    const written = writeFilter({ ...filter, ...next });
    if (params.has("network")) written.set("network", params.get("network") ?? "");
    setParams(written, { replace: true });
    start(0);
  };
  const choose = (code: string) => {
    const written = writeFilter(filter);
    written.set("network", code);
    setParams(written, { replace: true });
  };
  const done = (id: number, said: string) => {
    announce(said);
    setLast({ id, said });
    start(id + 1);
  };
  const back = (id: number) =>
    undo.mutate(id, {
      onSuccess: ({ waiting }) => {
        announce(t("addresses.undone", { number: count(waiting) }));
        setLast(null);
        start(id);
      },
    });

  if (queue.error !== null) return <Fault error={queue.error} onRetry={() => void queue.refetch()} />;
  if (queue.isPending) return <StateCard busy title={t("state.loading")} />;
  const left = t("addresses.left", { count: queue.data.waiting, number: count(queue.data.waiting) });
  return (
    <>
      <Suspense fallback={null}>
        <PlacingMap
          network={network}
          areas={communities.data ?? []}
          address={current}
          spot={spot}
          grid={located.data?.grid?.code ?? null}
          onPick={pick}
        />
      </Suspense>
      <aside className="card plan-side addresses-side" aria-label={t("addresses.title")}>
        <header>
          <h1>{t("addresses.title")}</h1>
          <p className="left-over">{left}</p>
        </header>
        <Filters filter={filter} onChange={change} networks={published} network={network} onNetwork={choose} />
        {last !== null && (
          <p className="last-done">
            <span>{last.said}</span>
            <Button size="small" loading={undo.isPending} onClick={() => back(last.id)}>
              {t("addresses.undo")}
            </Button>
          </p>
        )}
        <Failure error={undo.error} />
        {current === null ? (
          <p className="empty" role="status">
            {t(writeFilter(filter).size > 0 ? "addresses.noneSuch" : "addresses.none")}
          </p>
        ) : (
          <Placing
            key={current.id}
            address={current}
            areas={communities.data ?? []}
            networkName={network?.name ?? null}
            spot={spot}
            located={spot === null ? null : located}
            confirm={confirm}
            onPick={pick}
            onClear={() => setSpot(null)}
            onDone={(said) => done(current.id, said)}
          />
        )}
        <Tabs
          size="small"
          items={[
            {
              key: "waiting",
              label: t("addresses.waiting"),
              children: <Waiting queue={queue} current={current?.id ?? null} onChoose={start} />,
            },
            {
              key: "decided",
              label: t("addresses.decided"),
              children: <Decisions decisions={decisions} busy={undo.isPending ? undo.variables : null} onUndo={back} />,
            },
          ]}
        />
      </aside>
    </>
  );
}
