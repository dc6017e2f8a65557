# One image for every process of the system; docker-compose.yml says which of them it runs.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /palja

# Changes more seldom than the code: a layer of its own.
COPY requirements.txt ./
RUN pip install --quiet --require-hashes --only-binary :all: --requirement requirements.txt

COPY pyproject.toml README.md LICENSE ./
COPY api_gateway ./api_gateway
COPY client ./client
COPY saju ./saju
COPY scripts ./scripts
COPY shared ./shared
COPY workers ./workers
RUN pip install --quiet --no-deps --no-build-isolation --editable . \
    && useradd --uid 10001 --no-create-home --home-dir /state palja \
    && install --directory --owner palja --mode 0700 /state

USER palja
ENV PALJA_STATE_DIR=/state
VOLUME /state
STOPSIGNAL SIGTERM
CMD ["palja", "up"]
