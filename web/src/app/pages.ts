import type { ComponentType } from "react";

/** A page of the application; its code is loaded when somebody goes there. */
export interface Page {
  /** Names the page in the words (`pages.…`). */
  id: string;
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  /** Stands in the header's navigation. */
  listed: boolean;
  /** Roles whose task it is; null for everybody. */
  roles: readonly string[] | null;
}

const STAFF = ["administrator", "planner", "reviewer", "leader"] as const;

/** A page that is not under "/" has to be named in api/routers/web.py as well. */
export const PAGES: readonly Page[] = [
  { id: "map", path: "/", load: () => import("../pages/map/MapPage"), listed: true, roles: null },
  {
    id: "plans",
    path: "/plans",
    load: () => import("../pages/plans/PlansPage"),
    listed: true,
    roles: STAFF,
  },
  {
    id: "plan",
    path: "/plans/:planId",
    load: () => import("../pages/plan/PlanPage"),
    listed: false,
    roles: STAFF,
  },
  {
    id: "board",
    path: "/dashboard",
    load: () => import("../pages/board/BoardPage"),
    listed: true,
    roles: STAFF,
  },
  {
    id: "addresses",
    path: "/addresses",
    load: () => import("../pages/addresses/AddressesPage"),
    listed: true,
    roles: ["administrator", "planner"],
  },
  {
    id: "import",
    path: "/import",
    load: () => import("../pages/import/ImportPage"),
    listed: true,
    roles: ["administrator"],
  },
  {
    id: "admin",
    path: "/admin/:section?",
    load: () => import("../pages/admin/AdminPage"),
    listed: true,
    roles: ["administrator"],
  },
  {
    id: "crosswalk",
    path: "/crosswalk",
    load: () => import("../pages/crosswalk/CrosswalkPage"),
    listed: true,
    roles: STAFF,
  },
];
