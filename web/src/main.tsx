import "./styles/tokens.css";
import "./styles/layout.css";
import "./styles/panels.css";
import "./styles/shell.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";

import { askForNetworks, askForTiles, queryClient } from "./api/queries";
import { router } from "./app/router";
import { speaking } from "./i18n";
import { chosenNetwork } from "./state/chosenNetwork";
import { readView } from "./state/viewLink";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
askForNetworks().then(
  (networks) => {
    if (window.location.pathname !== "/") return;
    askForTiles(chosenNetwork(networks, readView(window.location.hash).network));
  },
  () => undefined, // the page asks again, and tells what is wrong
);
void speaking.then(() =>
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  ),
);
