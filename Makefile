# Jeugdketen: `make help` legt alle opdrachten uit. Elke opdracht zet zelf klaar wat zij nodig heeft.
PYTHON ?= python3
PY := .venv/bin/python
KLAAR := $(PYTHON) tools/zet_klaar.py

ZAAD ?= 7

.DEFAULT_GOAL := help
.PHONY: help demo demo-schoon simulatie uitval test snel vorm ontwikkel voorkant docs lock fuzz mutaties mutanten bench schermen schoon

help: ## Laat deze uitleg zien
	@echo "Gebruik: make OPDRACHT"; echo
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)$$/\1|\2/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'
	@echo; echo "Meer uitleg: README.md en CONTRIBUTING.md"

demo: ## Start de demo: alles wat nodig is, tot en met een adres en inlognamen; Ctrl-C stopt alles
	@$(KLAAR) demo && exec $(PY) -m jeugdketen.demo

demo-schoon: ## Gooi de gegevens van de demo weg en begin opnieuw
	@$(KLAAR) demo && exec $(PY) -m jeugdketen.demo --schoon

simulatie: ## Speel een maand berichtenverkeer van de regio na en controleer de uitkomst; ander zaad met ZAAD=8
	@$(KLAAR) demo && exec $(PY) -m jeugdketen.cli simuleer --maanden 1 --seed $(ZAAD)

uitval: ## Dezelfde maand, waarin 200 keer een werker wordt doodgeschoten, vergeleken met een ongestoorde maand
	@$(KLAAR) demo && exec $(PY) -m jeugdketen.cli simuleer --maanden 1 --seed $(ZAAD) --uitval 200

test: ## Draai alle controles en tests, ook in de browser; met DATABASE_URL=… op een eigen PostgreSQL (15+)
	@$(KLAAR) test && exec $(PY) tools/alles_testen.py

snel: ## Draai de tests zonder browser (voor tijdens het werk)
	@$(KLAAR) ontwikkel && exec $(PY) -m pytest -q -m "not browser"

vorm: ## Zet de code in vorm (ruff) en verbeter wat vanzelf kan
	@$(KLAAR) ontwikkel && $(PY) -m ruff check --fix . && $(PY) -m ruff format .

ontwikkel: ## Zet alleen de omgeving klaar om aan de code te werken
	@$(KLAAR) ontwikkel

voorkant: ## Haal de vormgeving (npm) op en zet haar klaar
	@$(KLAAR) voorkant

docs: ## Schrijf docs/regels.md, docs/eisen.md en docs/toegang.md opnieuw uit code en gegevens
	@$(KLAAR) ontwikkel && exec $(PY) tools/maak_docs.py

lock: ## Vernieuw de lijsten met vaste pakketversies (requirements/*.txt)
	@$(KLAAR) ontwikkel && $(PY) -m pip install -q pip-tools && sh tools/lock.sh

schermen: ## Maak de schermafbeeldingen voor de README (start eerst de demo)
	@$(KLAAR) test && exec $(PY) tools/schermen.py

fuzz: ## Zoek lang naar invoer die de bibliotheken breekt (Hypothesis, steeds andere voorbeelden)
	@$(KLAAR) ontwikkel && HYPOTHESIS_PROFILE=lang exec $(PY) -m pytest -q -n 2 -m "not browser" tests/ijw tests/jeugdregels

mutaties: ## Vergelijk het eigen berichtschema met het officiële op meer dan 20.000 mutaties (JEUGDKETEN_GEDEELD)
	@$(KLAAR) ontwikkel && JEUGDKETEN_MUTATIES=28000 exec $(PY) -m pytest -q -n 2 tests/ijw/test_schema_gelijk.py

mutanten: ## Kijk of de tests fouten in de regels zien (mutmut, duurt lang); een deel met WAT='jeugdregels.stapelen*'
	@$(KLAAR) bench && PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/mutmut run $(WAT); .venv/bin/mutmut results

bench: ## Meet snelheid en geheugen (benchmarks/); één meting met WAT=naam
	@$(KLAAR) bench && WAT="$(WAT)" exec $(PY) tools/meten.py

schoon: ## Verwijder alles wat deze opdrachten hebben gemaakt (ook .venv en de demo)
	@$(PYTHON) tools/schoon.py
