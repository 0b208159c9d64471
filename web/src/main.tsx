import "./styles/tokens.css";
import "./styles/layout.css";
import "./styles/panels.css";
import "./styles/shell.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";

import { askForNetworks, queryClient } from "./api/queries";
import { router } from "./app/router";
import { speaking } from "./i18n";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
askForNetworks();
void speaking.then(() =>
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  ),
);
