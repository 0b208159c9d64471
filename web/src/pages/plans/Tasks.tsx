import { Button, Tag } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import { useTasks } from "../../api/tasks";
import type { Network } from "../../api/types";
import { formatDate } from "../../state/format";

const SplitProposal = lazy(() => import("./SplitProposal"));
const SHOWN = 50;

interface Props {
  networks: readonly Network[];
  /** Begin a plan of a network. */
  onPlan: (network: string) => void;
}

/** Grids that wait for somebody; nothing where none does. */
export function Tasks({ networks, onPlan }: Props) {
  const { t, i18n } = useTranslation();
  const [proposed, setProposed] = useState<{ network: string; grid: string } | null>(null);
  const tasks = useTasks(networks.filter(({ version }) => version !== null).map(({ code }) => code));
  if (tasks.length === 0) return null;
  const nameOf = (code: string) => networks.find((network) => network.code === code)?.name ?? code;
  return (
    <section className="tasks" aria-label={t("plans.tasks.title")}>
      <h2>{t("plans.tasks.title", { count: tasks.length })}</h2>
      <ul>
        {tasks.slice(0, SHOWN).map(({ network, kind, grid, name, since, sentence, sentence_zh, operation }) => (
          <li key={`${network} ${grid} ${kind}`}>
            <Tag>{t(`plans.tasks.kinds.${kind}`, kind)}</Tag>
            <span className="what">
              {i18n.language === "en" ? sentence : sentence_zh}
              <small>
                {nameOf(network)} · {name || grid} · {t("plans.tasks.since", { date: formatDate(since, i18n.language) })}
              </small>
            </span>
            {kind === "split" && <Button onClick={() => setProposed({ network, grid })}>{t("plans.tasks.look")}</Button>}
            {operation !== null && <Button onClick={() => onPlan(network)}>{t("plans.new")}</Button>}
          </li>
        ))}
      </ul>
      {tasks.length > SHOWN && <p className="hint">{t("plans.tasks.more", { count: tasks.length - SHOWN })}</p>}
      {proposed !== null && (
        <Suspense fallback={null}>
          <SplitProposal
            {...proposed}
            onClose={() => setProposed(null)}
            onPlan={() => {
              setProposed(null);
              onPlan(proposed.network);
            }}
          />
        </Suspense>
      )}
    </section>
  );
}
