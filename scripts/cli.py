"""The `palja` command. Each command imports what it needs when it runs, so that help is quick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

# How a birth is written, the same for every command that takes one.
BirthArgument = Annotated[
    str,
    typer.Argument(
        metavar="YYYY-MM-DD[THH:MM[:SS]]",
        help="The local date and time; the date alone where the hour is unknown.",
    ),
]
GenderOption = Annotated[str | None, typer.Option(help="male or female; the luck pillars need it.")]
LunarOption = Annotated[bool, typer.Option("--lunar", help="The date is a Korean lunar one.")]
LeapMonthOption = Annotated[
    bool, typer.Option("--leap-month", help="Its month is a leap month (윤달).")
]
ZoneOption = Annotated[str, typer.Option(help="The IANA zone of the birthplace.")]
KeysFileOption = Annotated[
    Path | None, typer.Option("--file", help="The file of keys; else PALJA_API_KEYS_FILE's.")
]
# Which gateway a command asks, and with which key. A key is no option: a list of processes shows those.
UrlOption = Annotated[
    str | None,
    typer.Option("--url", help="The gateway's address; else that of PALJA_HOST and PALJA_PORT."),
]
KeyFileOption = Annotated[
    Path | None,
    typer.Option("--key-file", help="A file with the API key; else PALJA_API_KEY's."),
]

app = typer.Typer(
    name="palja",
    help="Saju readings from a queue: run the system, ask it, look after it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they would print local variables, and with them secrets
)


@app.callback()
def palja() -> None:
    """Keeps the commands' names: typer drops the name of an only command."""


@app.command()
def up(
    *,
    stop_with_parent: Annotated[
        bool, typer.Option("--stop-with-parent", help="Stop when the process that started it dies.")
    ] = False,
) -> None:
    """Run the store, the workers, the gateway and Flower here, until Ctrl-C."""
    from scripts.up.command import command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(command(with_parent=stop_with_parent))


@app.command()
def gateway() -> None:
    """Run one gateway here, for a container or a service manager that keeps it running."""
    from scripts.process import command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(command.gateway())


@app.command()
def worker() -> None:
    """Run one worker here, likewise."""
    from scripts.process import command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(command.worker())


@app.command()
def flower() -> None:
    """Run Flower here, likewise."""
    from scripts.process import command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(command.flower())


@app.command("init")
def initialise(
    directory: Annotated[Path, typer.Argument(help="Where the folders of the services are.")],
    *,
    store: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="Where the store will be.")
    ] = "redis:6379",
    url: Annotated[
        str, typer.Option(help="Where the gateway will be reached; what is shown says so.")
    ] = "http://127.0.0.1:8001",
) -> None:
    """Make an API key, the secret and all passwords of an installation in containers, once."""
    from scripts.init.command import init  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(init(directory, store, url))


@app.command("secret")
def keep_secret(
    name: Annotated[str, typer.Argument(help="The setting, for example OPENAI_API_KEY.")],
    *,
    directory: Annotated[
        Path | None, typer.Option("--dir", help="Where; else the first of PALJA_SECRETS_DIRS.")
    ] = None,
) -> None:
    """Keep a setting's value, typed here or on standard input, in a file for its process to read."""
    from scripts.init.command import secret  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(secret(name, directory))


@app.command()
def restart() -> None:
    """Replace the processes of a running `palja up` one after the other; no request is lost."""
    from scripts.up.restarting import command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(command())


@app.command()
def chart(
    birth: BirthArgument,
    *,
    gender: GenderOption = None,
    lunar: LunarOption = False,
    leap_month: LeapMonthOption = False,
    zone: ZoneOption = "Asia/Seoul",
    longitude: Annotated[
        str | None, typer.Option(help="Degrees east; without it the zone's city.")
    ] = None,
    fold: Annotated[
        str | None, typer.Option(help="0 or 1: which of two times the clock showed twice.")
    ] = None,
    day_boundary: Annotated[str | None, typer.Option(help="23:00 (default) or 00:00.")] = None,
    solar_time: Annotated[
        str | None, typer.Option(help="mean (default), clock, standard or apparent.")
    ] = None,
    late_rat_stem: Annotated[
        str | None, typer.Option(help="next_day (default) or same_day.")
    ] = None,
    luck_rounding: Annotated[
        str | None, typer.Option(help="round (default), floor, ceil or exact.")
    ] = None,
    hidden_stems: Annotated[
        str | None, typer.Option(help="monthly_division (default) or principal.")
    ] = None,
    twelve_stages: Annotated[
        str | None, typer.Option(help="fire_earth (default), water_earth or same_birth.")
    ] = None,
    twelve_spirits: Annotated[str | None, typer.Option(help="year (default) or day.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the API's chart.")] = False,
    svg: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write a picture as well; - is stdout.")
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="Tell what this day's year and month bring."),
    ] = None,
) -> None:
    """Print the chart of a birth, or draw it."""
    from scripts.chart.command import command  # noqa: PLC0415 - only this command needs it

    status = command(
        {
            "text": birth,
            "gender": gender,
            "lunar": lunar,
            "leap_month": leap_month,
            "zone": zone,
            "longitude": longitude,
            "fold": fold,
        },
        {
            "day_boundary": day_boundary,
            "solar_time": solar_time,
            "late_rat_stem": late_rat_stem,
            "luck_rounding": luck_rounding,
            "hidden_stems": hidden_stems,
            "twelve_stages": twelve_stages,
            "twelve_spirits": twelve_spirits,
        },
        as_json=as_json,
        svg=svg,
        day=date,
    )
    raise typer.Exit(status)


@app.command()
def read(
    birth: BirthArgument,
    *,
    gender: GenderOption = None,
    lunar: LunarOption = False,
    leap_month: LeapMonthOption = False,
    zone: ZoneOption = "Asia/Seoul",
    service: Annotated[
        str,
        typer.Option(
            help="saju_interpretation, personality, career, wealth, love, health, daily_fortune, "
            "yearly_fortune or compatibility."
        ),
    ] = "saju_interpretation",
    lang: Annotated[str, typer.Option(help="ko or en.")] = "ko",
    date: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="Tell what this day's year and month bring."),
    ] = None,
    partner: Annotated[
        str | None, typer.Option(help="The other birth of a compatibility, written like the first.")
    ] = None,
    facts: Annotated[
        bool, typer.Option("--facts", help="Print under each sentence what it rests on.")
    ] = False,
) -> None:
    """Print the engine's own reading of a birth."""
    from scripts.read.command import command  # noqa: PLC0415 - only this command needs it

    status = command(
        {
            "text": birth,
            "gender": gender,
            "lunar": lunar,
            "leap_month": leap_month,
            "zone": zone,
        },
        service=service,
        language=lang,
        day=date,
        partner=partner,
        facts=facts,
    )
    raise typer.Exit(status)


@app.command()
def batch(
    source: Annotated[
        str,
        typer.Argument(metavar="FILE", help="CSV with a header, or JSONL; - is standard input."),
    ],
    *,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", help="The results; else FILE.results.jsonl. - is stdout."),
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="csv or jsonl; else as the input looks.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write flat columns, not JSONL.")] = False,
    columns: Annotated[
        str | None, typer.Option(help="Which of them, with commas: id,status,response.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Of the input; else it is found out.")
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(help="ko or en: what this command says of bad rows; else the locale's."),
    ] = None,
    service: Annotated[
        str | None, typer.Option(help="The service type of rows that name none.")
    ] = None,
    reading_language: Annotated[
        str | None, typer.Option(help="ko or en: the readings of rows that name none.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where the last run stopped.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace results that are there.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check all rows, tell cost and time; ask no model.")
    ] = False,
    limit_rps: Annotated[
        float | None, typer.Option(min=0.001, help="Ask so many questions a second at most.")
    ] = None,
    max_cost: Annotated[
        float | None, typer.Option(min=0.0, help="Ask no more when this is spent, in USD.")
    ] = None,
    patience: Annotated[
        float, typer.Option(min=0.0, help="Wait so many seconds for a gateway that is away.")
    ] = 600.0,
    url: UrlOption = None,
    key_file: KeyFileOption = None,
) -> None:
    """Ask a file of questions, and write the answers in its order. Ctrl-C stops, --resume goes on."""
    from scripts.batch.command import command  # noqa: PLC0415 - only this command needs it
    from scripts.batch.wishes import Wishes  # noqa: PLC0415 - likewise

    wishes = Wishes(
        source=source,
        output=output,
        form=form,
        csv=csv,
        columns=columns,
        encoding=encoding,
        language=language,
        service=service,
        reading_language=reading_language,
        resume=resume,
        overwrite=overwrite,
        dry_run=dry_run,
        limit_rps=limit_rps,
        max_cost=max_cost,
        patience_s=patience,
        url=url,
        key_file=key_file,
    )
    raise typer.Exit(command(wishes))


@app.command()
def texts() -> None:
    """Say what is wrong with the texts of the readings, in whose line."""
    from saju.reading.lint import main as lint  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(lint())


@app.command(context_settings={"ignore_unknown_options": True})  # an id may begin with a dash
def job(
    job_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Show this job.", show_default=False)
    ] = None,
    *,
    failed: Annotated[
        bool, typer.Option("--failed", help="List the jobs that were given up, the newest first.")
    ] = False,
    requeue: Annotated[
        str | None,
        typer.Option(
            metavar="ID|all", help="Ask the question of a failed job again, as a new job."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    reading: Annotated[bool, typer.Option("--reading", help="Show the job's reading too.")] = False,
) -> None:
    """Show a job, list those that failed, or ask their questions again."""
    from scripts.job import command  # noqa: PLC0415 - only this command needs it

    if (job_id is not None) + failed + (requeue is not None) != 1:
        status = command.refuse("say one of: a job's ID, --failed, --requeue ID, --requeue all")
    elif (reading and job_id is None) or (as_json and requeue is not None):
        status = command.refuse("--reading goes with a job's ID, and --json not with --requeue")
    elif job_id is not None:
        status = command.show(job_id, as_json=as_json, reading=reading)
    elif requeue is not None:
        status = command.requeue(requeue)
    else:
        status = command.show_failed(as_json=as_json)
    raise typer.Exit(status)


@app.command()
def stats(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print all figures as JSON.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Again and again, until Ctrl-C.")] = False,
    every: Annotated[float, typer.Option(help="Seconds between two looks of --watch.")] = 2.0,
    url: UrlOption = None,
    key_file: KeyFileOption = None,
) -> None:
    """Show the figures of the running system: targets, times, costs, processes, alerts."""
    from scripts.stats.command import command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(command(url, key_file, as_json=as_json, watch=watch, every_s=every))


@app.command()
def toggle(
    word: Annotated[str, typer.Argument(metavar="on|off")],
    *,
    url: UrlOption = None,
    key_file: KeyFileOption = None,
) -> None:
    """Switch optimisation on or off: caches, joined questions, kept connections."""
    from scripts.toggle import command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(command(word, url, key_file))


cache = typer.Typer(help="Look after the cache of readings.", no_args_is_help=True)
app.add_typer(cache, name="cache")


@cache.command("clear")
def clear_cache(*, url: UrlOption = None, key_file: KeyFileOption = None) -> None:
    """Forget all cached readings, in the store and in every gateway's memory."""
    from scripts.cache import clear  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(clear(url, key_file))


@app.command()
def warm(
    *,
    first: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="The first birthday.")],
    last: Annotated[
        str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="The last; else the first.")
    ] = None,
    gender: Annotated[
        list[str] | None,
        typer.Option(help="male, female or none; several times for several. Else male and female."),
    ] = None,
    service: Annotated[
        list[str] | None,
        typer.Option(help="A service type, likewise. Else saju_interpretation."),
    ] = None,
    lang: Annotated[list[str] | None, typer.Option(help="ko or en, likewise. Else ko.")] = None,
    zone: ZoneOption = "Asia/Seoul",
    date: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="The day of a fortune; else today."),
    ] = None,
    unknown_hour: Annotated[
        bool, typer.Option("--unknown-hour", help="The charts of unknown hours, too.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would take, and ask nothing.")
    ] = False,
    limit_rps: Annotated[
        float | None, typer.Option(help="At most so many questions a second.")
    ] = None,
    at_once: Annotated[int, typer.Option(help="Questions under way at once.")] = 16,
    url: UrlOption = None,
    key_file: KeyFileOption = None,
) -> None:
    """Fill the cache for all births of some days: each chart once, behind all other callers.

    What is known costs nothing, so the same command goes on where it was stopped.
    """
    from scripts.warm.command import Words, command  # noqa: PLC0415 - only this command needs it

    words = Words(
        first=first,
        last=last,
        genders=gender or ["male", "female"],
        services=service or ["saju_interpretation"],
        languages=lang or ["ko"],
        zone=zone,
        date=date,
        unknown_hour=unknown_hour,
        dry_run=dry_run,
        limit_rps=limit_rps,
        at_once=at_once,
    )
    raise typer.Exit(command(words, url, key_file))


keys = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)
app.add_typer(keys, name="keys")


@keys.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="Who will use it; logs show the name.")],
    *,
    scope: Annotated[
        list[str] | None, typer.Option(help="read, submit or admin; may be given several times.")
    ] = None,
    file: KeysFileOption = None,
) -> None:
    """Make a key and print it, this once."""
    from scripts.keys.command import add  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(add(name, scope or [], file))


@keys.command("list")
def list_keys(*, file: KeysFileOption = None) -> None:
    """Print every key's name, date and scopes."""
    from scripts.keys.command import show  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(show(file))


@keys.command("revoke")
def revoke_key(
    name: Annotated[str, typer.Argument(help="The key's name.")], *, file: KeysFileOption = None
) -> None:
    """Remove a key; running gateways refuse it from then on."""
    from scripts.keys.command import revoke  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(revoke(name, file))


@keys.command("webhook-secret")
def show_webhook_secret(
    name: Annotated[str, typer.Argument(help="The key's name.")], *, file: KeysFileOption = None
) -> None:
    """Print the secret that a key's callbacks are signed with; a new key has a new one."""
    from scripts.keys.command import show_webhook_secret as show  # noqa: PLC0415 - as above

    raise typer.Exit(show(name, file))


def main() -> None:
    """The entry point of `palja`. Wrong words are told in one line, like all that goes wrong."""
    try:
        sys.exit(app(prog_name="palja", standalone_mode=False))
    except typer.TyperException as error:
        if said := error.format_message():  # where no word was given, help has been printed
            print(f"palja: {said}", file=sys.stderr)
        sys.exit(error.exit_code)
    except typer.Abort:
        sys.exit(1)
