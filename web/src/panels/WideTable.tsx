import { Table, type TableProps } from "antd";
import type { TableRef } from "antd/es/table";
import { useEffect, useRef } from "react";

/** A table that scrolls sideways where it is wider than its place: then the keyboard can scroll it too. */
export function WideTable<T extends object>(props: Omit<TableProps<T>, "scroll">) {
  const table = useRef<TableRef>(null);
  useEffect(() => {
    const sheet = table.current?.nativeElement.querySelector<HTMLElement>(".ant-table-content");
    if (sheet == null) return;
    const mark = () => {
      if (sheet.scrollWidth > sheet.clientWidth) sheet.tabIndex = 0;
      else sheet.removeAttribute("tabindex");
    };
    const seen = new ResizeObserver(mark);
    for (const one of [sheet, ...sheet.children]) seen.observe(one);
    return () => seen.disconnect();
  }); // another sheet may have come with other rows
  return <Table<T> ref={table} {...props} scroll={{ x: "max-content" }} />;
}
