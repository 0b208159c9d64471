import "../styles/tabs.css";

import { type ReactNode, useId, useState } from "react";

interface Tab {
  key: string;
  label: string;
  children: ReactNode;
}

interface Props {
  tabs: readonly Tab[];
  active: string;
  onChange: (key: string) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** Panels of which one is shown; those that were open keep what was written in them. */
export function Tabs({ tabs, active, onChange }: Props) {
  const id = useId();
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());
  const chosen = tabs.find(({ key }) => key === active) ?? tabs[0];
  if (chosen === undefined) return null;
  if (!visited.has(chosen.key)) setVisited(new Set([...visited, chosen.key]));
  const press = (event: React.KeyboardEvent, at: number) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[(at + step + tabs.length) % tabs.length] as Tab;
    onChange(next.key);
    document.getElementById(`${id}-${next.key}`)?.focus();
  };
  return (
    <div className="tabs">
      <div role="tablist" className="tab-list">
        {tabs.map(({ key, label }, at) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${id}-${key}`}
            aria-selected={key === chosen.key}
            aria-controls={`${id}-${key}-panel`}
            tabIndex={key === chosen.key ? 0 : -1}
            onClick={() => onChange(key)}
            onKeyDown={(event) => press(event, at)}
          >
            {label}
          </button>
        ))}
      </div>
      {tabs.map(({ key, children }) => (
        <div key={key} role="tabpanel" id={`${id}-${key}-panel`} aria-labelledby={`${id}-${key}`} hidden={key !== chosen.key}>
          {visited.has(key) && children}
        </div>
      ))}
    </div>
  );
}
