import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useChord } from "../../keys/useKeys";
import type { Mode } from "../../state/plan/tool";
import { switchSnapping, useSnapping } from "./snapping";
import { startPush } from "./usePlanKeys";
import type { Planning } from "./usePlanning";

/** Strokes on a ground of 20 × 20. */
const ICONS: Record<Mode, string> = {
  inspect: "M5 3l10 6-4.5 1.2L8 15z",
  push: "M10 3v14M4 10h4M6 8l-2 2 2 2M16 10h-4M14 8l2 2-2 2",
  paint: "M4 16c3 0 3-3 5-3l7-8-1-1-8 7c0 2-3 2-3 5z",
  erase: "M8 16h8M4 12l7-7 5 5-6 6H8z",
  lasso: "M10 4c4 0 6 2 6 4s-2 4-6 4-6-2-6-4 2-4 6-4zM7 12c-2 1-1 4 1 4",
  split: "M3 3h14v14H3zM6 17l8-14",
  merge: "M3 5h6v10H3zM11 5h6v10h-6zM7 10h6",
  draw: "M4 6l8-2 4 5-3 7-8-1z",
  dedicate: "M3 3h14v14H3zM7 8h6v6H7z",
};

const NEEDS_GRID: readonly Mode[] = ["split", "merge"];

/** The ways of editing; each with its key. */
export function Toolbar({ planning }: { planning: Planning }) {
  const { t } = useTranslation();
  const { tool, start, send, editable, step } = planning;
  const snapping = useSnapping();
  return (
    <div className="card toolbar" role="toolbar" aria-label={t("plan.tools")} aria-orientation="vertical">
      {(Object.keys(ICONS) as Mode[]).map((mode) => (
        <ToolButton
          key={mode}
          command={mode}
          name={t(`plan.modes.${mode}`)}
          icon={<path d={ICONS[mode]} />}
          pressed={tool.mode === mode}
          disabled={mode !== "inspect" && (!editable || (NEEDS_GRID.includes(mode) && tool.grid === null))}
          onClick={() => (mode === "push" ? startPush(planning) : start(mode))}
        />
      ))}
      <hr />
      <ToolButton
        command="snap"
        name={t("plan.snap")}
        icon={<path d="M5 4v6a5 5 0 0010 0V4M5 7.5h3M12 7.5h3" />}
        pressed={snapping}
        disabled={!editable}
        onClick={() => switchSnapping(!snapping)}
      />
      <hr />
      <ToolButton
        command="undo"
        name={t("plan.undo")}
        icon={<path d="M7 5L3 9l4 4M3 9h9a4 4 0 010 8h-2" />}
        disabled={!editable || step.isPending}
        onClick={() => send({ verb: "undo" })}
      />
      <ToolButton
        command="redo"
        name={t("plan.redo")}
        icon={<path d="M13 5l4 4-4 4M17 9H8a4 4 0 000 8h2" />}
        disabled={!editable || step.isPending}
        onClick={() => send({ verb: "redo" })}
      />
    </div>
  );
}

interface ToolButtonProps {
  command: string;
  name: string;
  icon: ReactNode;
  pressed?: boolean;
  disabled: boolean;
  onClick: () => void;
}

function ToolButton({ command, name, icon, pressed, disabled, onClick }: ToolButtonProps) {
  const chord = useChord(command);
  return (
    <Tooltip
      title={chord === "" ? name : `${name}  ${chord}`}
      placement="right"
      trigger={window.matchMedia("(hover: hover)").matches ? ["hover", "focus"] : []}
    >
      <button type="button" aria-label={name} aria-pressed={pressed} disabled={disabled} onClick={onClick}>
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          {icon}
        </svg>
      </button>
    </Tooltip>
  );
}
