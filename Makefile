# Commands of the house; `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
HOST ?= 127.0.0.1
PORT ?= 8000
OFFICE ?= office
CLIENTS := $(patsubst tests/clients/requirements/%.txt,.clients/%/.installed,$(wildcard tests/clients/requirements/*.txt))

.DEFAULT_GOAL := help
.PHONY: help clients setup run test check format bench screenshots clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

setup: $(STAMP) $(CLIENTS) ## Make .venv with the command madoguchi in it, and environments of clients for the tests

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=...)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || sh scripts/debian.sh python3-venv
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

run: $(STAMP) ## Load the sample office (the first time) and serve the window
	@test -e /usr/share/edict/edict || sh scripts/debian.sh edict || echo "Without edict, Japanese is glossed by the office's own words alone."
	@test -e $(OFFICE)/.sample-loaded || { \
	  $(BIN)/madoguchi sample $(OFFICE)/sample && \
	  $(BIN)/madoguchi --home $(OFFICE) load $(OFFICE)/sample && \
	  $(BIN)/madoguchi --home $(OFFICE) exchange sample && \
	  (umask 077; $(BIN)/madoguchi --home $(OFFICE) account add 見本の登録官 --name-en "Sample registrar" \
	    --role registrar --role operator --role auditor --generate > $(OFFICE)/sign-in.txt && \
	  $(BIN)/madoguchi --home $(OFFICE) account add 見本のプログラム --name-en "Sample program" \
	    --kind program > $(OFFICE)/program.txt && \
	  $(BIN)/madoguchi --home $(OFFICE) account token "$$(head -1 $(OFFICE)/program.txt)" --name sample \
	    > $(OFFICE)/key.txt) && \
	  echo "Making the dictionaries' lexicons ..." && \
	  { $(BIN)/madoguchi --home $(OFFICE) translation try 電池 --from ja --to en && \
	    $(BIN)/madoguchi --home $(OFFICE) translation try 电池 --from zh --to en; } > /dev/null && \
	  touch $(OFFICE)/.sample-loaded; }
	@test ! -e $(OFFICE)/sign-in.txt || { echo "The office's own side: http://$(HOST):$(PORT)/login with number and password"; cat $(OFFICE)/sign-in.txt; }
	@test ! -e $(OFFICE)/key.txt || { \
	  echo "Programs: http://$(HOST):$(PORT)/programs, http://$(HOST):$(PORT)/api/v1/docs; a sample key is in $(OFFICE)/key.txt"; \
	  echo "  curl -H \"Authorization: Bearer \$$(cat $(OFFICE)/key.txt)\" 'http://$(HOST):$(PORT)/api/v1/search?q=電池'"; }
	@$(BIN)/madoguchi --home $(OFFICE) serve --host $(HOST) --port $(PORT)

clients: $(CLIENTS) ## Install other people's programs, each group in an environment of its own

.clients/%/.installed: tests/clients/requirements/%.txt
	$(PYTHON) -m venv .clients/$*
	.clients/$*/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

test: $(STAMP) $(CLIENTS) ## Run all tests
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null || sh scripts/debian.sh chromium chromium-driver fonts-noto-cjk
	@test -e /usr/share/edict/edict || sh scripts/debian.sh edict
	@command -v vsftpd >/dev/null && command -v sshd >/dev/null && command -v sftp >/dev/null && \
	  command -v lftp >/dev/null && command -v curl >/dev/null && command -v openssl >/dev/null || \
	  sh scripts/debian.sh vsftpd openssh-server openssh-client lftp curl openssl
	$(BIN)/pytest

check: $(STAMP) ## Format, lint, types, floors of the house, completeness of the documents
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/documented.py

format: $(STAMP) ## Put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.clients/datasette/.installed: bench/datasette.txt
	$(PYTHON) -m venv .clients/datasette
	.clients/datasette/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

bench: $(STAMP) .clients/datasette/.installed ## Measure, as ratios against a peer in the same run
	@command -v wrk >/dev/null || sh scripts/debian.sh wrk
	$(BIN)/python -m bench

screenshots: $(STAMP) ## Take the README's screenshots from the running program
	$(BIN)/python scripts/screenshots.py

clean: ## Remove what the commands made, but not the office
	rm -rf .venv .clients build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis bench/out
