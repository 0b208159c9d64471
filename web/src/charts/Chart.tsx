import { BarChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, type EChartsType, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

// Only what our charts are made of; as SVG, which prints as sharp as it stands on the screen.
use([BarChart, ScatterChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer]);

interface Props {
  option: EChartsCoreOption;
  /** What the chart shows, for who cannot see it; its figures stand in a table as well. */
  label: string;
  height: number;
  /** Called with the place of what was clicked. */
  onPick?: (index: number) => void;
}

/** A chart of ECharts; loaded by the pages that draw one. */
export default function Chart({ option, label, height, onPick }: Props) {
  const container = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const pick = useRef(onPick);
  pick.current = onPick;

  useEffect(() => {
    if (container.current === null) return;
    const made = init(container.current, null, { renderer: "svg" });
    chart.current = made;
    made.on("click", ({ dataIndex }) => pick.current?.(dataIndex as number));
    // Paper has another width than the window: with a view box the chart fits both.
    made.on("finished", () => {
      const drawn = made.getDom().querySelector("svg");
      drawn?.setAttribute("viewBox", `0 0 ${made.getWidth()} ${made.getHeight()}`);
    });
    const resized = new ResizeObserver(() => made.resize());
    resized.observe(container.current);
    return () => {
      resized.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => chart.current?.setOption(option, { notMerge: true }), [option]);

  return <div ref={container} className="chart" role="img" aria-label={label} style={{ height }} />;
}
