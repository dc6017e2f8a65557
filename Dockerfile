# One image for every process of the system; its first argument says which: gateway, worker, flower.
ARG PYTHON=python:3.13-slim-bookworm

# What is installed needs pip and setuptools to get there, and neither afterwards.
FROM ${PYTHON} AS built
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/palja
ENV PATH=/opt/palja/bin:$PATH
WORKDIR /palja

# Changes more seldom than the code: a layer of its own. OTEL=1 installs what traces need as well.
ARG OTEL=
COPY requirements*.txt ./
RUN pip install --quiet --require-hashes --only-binary :all: \
    --requirement requirements.txt ${OTEL:+--requirement requirements-otel.txt}

COPY pyproject.toml README.md LICENSE ./
COPY api_gateway ./api_gateway
COPY client ./client
COPY saju ./saju
COPY scripts ./scripts
COPY shared ./shared
COPY workers ./workers
RUN pip install --quiet --no-deps --no-build-isolation --editable . \
    && python -m compileall -q api_gateway client saju scripts shared workers \
    && pip uninstall --quiet --yes setuptools pip

FROM ${PYTHON}
# The folders below /secrets are the mount points of volumes, which take over their owner and mode.
RUN groupadd --gid 10001 palja \
    && useradd --uid 10001 --gid palja --no-create-home --home-dir /nonexistent palja \
    && install --directory --owner palja --group palja --mode 0700 /state /secrets/gateway \
        /secrets/worker /secrets/flower \
    && install --directory --owner palja --group palja --mode 0750 /secrets/store /secrets/prometheus
COPY --from=built /opt/palja /opt/palja
COPY --from=built /palja /palja
ENV PATH=/opt/palja/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PALJA_STATE_DIR=/state
WORKDIR /palja
USER 10001:10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["palja"]
CMD ["--help"]
