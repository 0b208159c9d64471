import { Button, Select, Slider } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useAreas } from "../../api/plans";
import type { Network } from "../../api/types";
import { announce } from "../../app/live";
import { areaChoices } from "../../state/areaOptions";
import type { Board } from "../../state/board/boardLink";
import type { Period } from "../../state/board/months";
import { formatDate, formatDay, formatMonth } from "../../state/format";

interface Props {
  board: Board;
  change: (change: Partial<Board>) => void;
  network: Network;
  networks: Network[];
  months: string[];
  month: string;
  period: Period;
}

/** What the page is about, and the ways to hand it on: a link, paper. */
export function BoardHead(props: Props) {
  const { board, change, network, networks, months, month, period } = props;
  const { t, i18n } = useTranslation();
  const towns = useAreas("town");
  const communities = useAreas("community");
  const language = i18n.language;
  const between = t("board.period", {
    from: formatDay(period.from, language),
    to: formatDay(period.to, language),
  });
  return (
    <>
      <div className="sheet-head">
        <h1>{t("board.title")}</h1>
        <Select
          aria-label={t("network.label")}
          className="network-select"
          value={network.code}
          options={networks.map(({ code, name }) => ({ value: code, label: name }))}
          onChange={(code: string) => change({ network: code, grid: null, camera: null })}
        />
        <Select
          aria-label={t("board.area")}
          className="network-select"
          value={board.area}
          placeholder={t("board.wholeNetwork")}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          loading={communities.isPending}
          options={areaChoices(towns.data ?? [], communities.data ?? [])}
          onChange={(code: string | undefined) => change({ area: code ?? null, grid: null })}
        />
        <CopyLink />
        <Button className="on-screen" onClick={() => window.print()}>
          {t("board.print")}
        </Button>
      </div>
      <p className="on-paper print-line">
        {t("board.printed", {
          network: network.name,
          period: between,
          version: network.version,
          day: formatDate(new Date().toISOString(), language),
        })}
      </p>
      <div className="month-bar on-screen">
        <strong>{formatMonth(month, language)}</strong>
        <span className="hint">{between}</span>
        <MonthSlider months={months} month={month} onChange={(name) => change({ month: name })} />
      </div>
    </>
  );
}

/** The address holds the whole view: whoever opens it sees the same. */
function CopyLink() {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(window.location.href);
    setCopied(true);
    announce(t("finder.copied"));
  };
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), 4000);
    return () => window.clearTimeout(timer);
  }, [copied]);
  // Over plain HTTP browsers give no clipboard; the address bar has the link all the same.
  if (!("clipboard" in navigator)) return null;
  return (
    <Button className="on-screen" onClick={() => void copy()}>
      {copied ? t("grid.copied") : t("finder.copyLink")}
    </Button>
  );
}

interface SliderProps {
  months: string[];
  month: string;
  onChange: (month: string) => void;
}

function MonthSlider({ months, month, onChange }: SliderProps) {
  const { t, i18n } = useTranslation();
  const at = months.indexOf(month);
  const [shown, setShown] = useState(at); // while the handle is being dragged
  useEffect(() => setShown(at), [at]);
  const go = (place: number) => {
    const name = months[place];
    if (name !== undefined) onChange(name);
  };
  return (
    <div className="month-slider">
      <Button aria-label={t("board.previousMonth")} disabled={at <= 0} onClick={() => go(at - 1)}>
        ‹
      </Button>
      <Slider
        min={0}
        max={Math.max(months.length - 1, 1)}
        disabled={months.length < 2}
        value={shown}
        dots={months.length < 25}
        onChange={setShown}
        onChangeComplete={go}
        tooltip={{ formatter: (place = 0) => formatMonth(months[place] ?? month, i18n.language) }}
        ariaLabelForHandle={t("board.month")}
        ariaValueTextFormatterForHandle={(place) => formatMonth(months[place] ?? month, i18n.language)}
      />
      <Button
        aria-label={t("board.nextMonth")}
        disabled={at >= months.length - 1}
        onClick={() => go(at + 1)}
      >
        ›
      </Button>
    </div>
  );
}
