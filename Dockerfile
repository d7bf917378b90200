# One image for web, worker and beat; docker-compose.yml says which command each runs.
FROM python:3.12-slim-bookworm AS build
# oidc: with what signing in at a provider needs (OIDC_ISSUER).
ARG REQUIREMENTS=base
COPY requirements/base.txt requirements/oidc.txt /build/
RUN python -m venv /venv \
 && /venv/bin/pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes -r "/build/${REQUIREMENTS}.txt"

FROM python:3.12-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=assessment.settings \
    DATA_DIR=/data
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin pingheng \
 && install --directory --owner=pingheng --group=pingheng --mode=0750 /data
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py ./
COPY assessment assessment
COPY indicators indicators
COPY reviews reviews
COPY locale locale
COPY templates templates
COPY static static
COPY scripts scripts
RUN python scripts/messages.py compile
USER pingheng
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "assessment.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket"]
