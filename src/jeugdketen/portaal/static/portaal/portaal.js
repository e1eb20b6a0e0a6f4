/* portaal.js: what is nicer with a script. Every page works without it; nothing here decides anything.
   Keys work outside fields only, and a user can switch them off (data-toetsen on <html>). */
(function () {
  "use strict";
  var wortel = document.documentElement;
  wortel.classList.add("app-met-script");

  function inVeld(doel) {
    return doel.closest("input:not([type=radio]):not([type=checkbox]):not([type=submit]), textarea, select, [contenteditable]");
  }
  function regels() {
    return Array.prototype.slice.call(document.querySelectorAll("[data-lijst] tbody tr:not(.app-tabel__groep)"));
  }
  function loop(stap) {
    var rijen = regels();
    if (!rijen.length) { return false; }
    var nu = rijen.findIndex(function (rij) { return rij.contains(document.activeElement); });
    var naar = rijen[Math.max(0, Math.min(rijen.length - 1, nu < 0 ? (stap > 0 ? 0 : rijen.length - 1) : nu + stap))];
    var link = naar.querySelector("a");
    if (link) {
      link.focus({ preventScroll: true });
      naar.scrollIntoView({ block: "nearest" });
    }
    return true;
  }
  function klik(kiezer) {
    var doel = document.querySelector(kiezer);
    if (!doel) { return false; }
    doel.click();
    return true;
  }
  function kies(nummer) {
    var knoppen = document.querySelectorAll("[data-besluit] input[type=radio]");
    var knop = knoppen[nummer - 1];
    if (!knop || knop.disabled) { return false; }
    knop.click();
    knop.focus();
    return true;
  }
  function venster() {
    var dialoog = document.getElementById("toetsenvenster");
    if (!dialoog || !dialoog.showModal) { return false; }
    if (!dialoog.open) { dialoog.showModal(); }
    return true;
  }
  document.addEventListener("keydown", function (gebeurtenis) {
    if (wortel.dataset.toetsen === "uit" || gebeurtenis.defaultPrevented || gebeurtenis.isComposing) { return; }
    if (gebeurtenis.key === "Enter" && gebeurtenis.ctrlKey) {
      var besluit = document.querySelector("[data-besluit]");
      if (besluit) { gebeurtenis.preventDefault(); besluit.requestSubmit(besluit.querySelector("[type=submit]")); }
      return;
    }
    if (gebeurtenis.ctrlKey || gebeurtenis.metaKey || gebeurtenis.altKey || inVeld(gebeurtenis.target)) { return; }
    if (document.querySelector("dialog[open]")) { return; }
    var gedaan = false;
    switch (gebeurtenis.key) {
      case "j": gedaan = loop(1); break;
      case "k": gedaan = loop(-1); break;
      case "/": var zoek = document.querySelector("main input[type=search], main #id_zoek"); if (zoek) { zoek.focus(); zoek.select(); gedaan = true; } break;
      case "[": gedaan = klik("main a[rel=prev]"); break;
      case "]": gedaan = klik("main a[rel=next]"); break;
      case "?": gedaan = venster(); break;
      case "1": case "2": case "3": case "4": gedaan = kies(Number(gebeurtenis.key)); break;
    }
    if (gedaan) { gebeurtenis.preventDefault(); }
  });

  /* The user menu closes when one clicks elsewhere or presses Escape. */
  document.addEventListener("click", function (gebeurtenis) {
    document.querySelectorAll("details.app-gebruiker[open]").forEach(function (menu) {
      if (!menu.contains(gebeurtenis.target)) { menu.open = false; }
    });
  });
  document.addEventListener("keydown", function (gebeurtenis) {
    if (gebeurtenis.key !== "Escape") { return; }
    document.querySelectorAll("details.app-gebruiker[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* Focus goes to an error summary, or to the first field of a form that has just been swapped in. */
  function naarFout(deel) {
    var fout = deel.querySelector("[role=alert][tabindex]");
    if (fout) { fout.focus(); return true; }
    return false;
  }
  naarFout(document);
  document.addEventListener("htmx:afterSettle", function (gebeurtenis) {
    var deel = document.getElementById("aangevuld");
    if (!deel || gebeurtenis.detail.target.id !== "aangevuld") { return; }
    if (!naarFout(deel)) {
      var veld = deel.querySelector("form input:not([type=hidden]), form select, form textarea");
      if (veld) { veld.focus(); }
    }
  });

  /* A decision is sent once, however often one clicks. */
  document.addEventListener("submit", function (gebeurtenis) {
    var formulier = gebeurtenis.target;
    if (formulier.dataset.verzonden) { gebeurtenis.preventDefault(); return; }
    if (formulier.matches("[data-besluit]")) { formulier.dataset.verzonden = "ja"; }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-verzonden]").forEach(function (formulier) { delete formulier.dataset.verzonden; });
  });

  /* A strip that scrolls sideways on a phone begins at where one is. */
  document.querySelectorAll(".app-balk__menu, .app-tabs").forEach(function (strook) {
    var hier = strook.querySelector("[aria-current]");
    if (hier && strook.scrollWidth > strook.clientWidth) {
      strook.scrollLeft = hier.offsetLeft - strook.offsetLeft - (strook.clientWidth - hier.offsetWidth) / 2;
    }
  });

  /* How far a large file is: first sent, then checked. */
  function voortgang(formulier, tekst, deel) {
    var regel = formulier.querySelector(".app-voortgang");
    if (!regel) { return; }
    var balk = regel.querySelector("progress");
    regel.hidden = !tekst;
    regel.querySelector("span").textContent = tekst;
    if (deel === null) { balk.removeAttribute("value"); } else { balk.value = deel; }
  }
  document.addEventListener("htmx:xhr:progress", function (gebeurtenis) {
    var formulier = gebeurtenis.target;
    if (!formulier.matches || !formulier.matches("[data-voortgang]") || !gebeurtenis.detail.lengthComputable) { return; }
    var deel = Math.round(100 * gebeurtenis.detail.loaded / gebeurtenis.detail.total);
    if (deel < 100) { voortgang(formulier, "Bestand wordt verzonden: " + deel + " %", deel); }
    else { voortgang(formulier, "Bestand wordt gecontroleerd. Bij een groot bestand duurt dat even.", null); }
  });
  ["htmx:responseError", "htmx:sendError"].forEach(function (soort) {
    document.addEventListener(soort, function (gebeurtenis) {
      var formulier = gebeurtenis.target;
      if (formulier.matches && formulier.matches("[data-voortgang]")) {
        voortgang(formulier, "De controle is niet gelukt. Probeer het opnieuw.", 0);
      }
    });
  });
})();
