#!/bin/sh
# Builds the hub anew each night, and mails those whose pages are past their date. See ../operators.md, "Each night".
#
# It needs three settings, from the environment:
#   HUB       the project's folder, where site.toml is
#   SITES     a folder of its own, outside of HUB: each night's site, and "current", which leads to the newest good one
#   OPERATOR  the mailbox that hears when something fails
# It takes six more:
#   FROM        who mails come from [OPERATOR]
#   PULL        "yes": bring HUB up to date with git first [no]
#   MAIL_DAY    the day on which owners hear of everything, 1 for Monday to 7 for Sunday; on others, of what is new [1]
#   SOON        how many days ahead they hear of on that day [14]
#   FINGERPOST  the program [fingerpost]
#   SENDMAIL    a program that takes a mail as sendmail -t does, as msmtp [/usr/sbin/sendmail]
set -uf

: "${HUB:?is the folder of the project}" "${SITES:?is the folder of finished sites}" "${OPERATOR:?is the mailbox that hears of failures}"
FROM=${FROM:-$OPERATOR}
FINGERPOST=${FINGERPOST:-fingerpost}
SENDMAIL=${SENDMAIL:-/usr/sbin/sendmail}

# A mail to $1 about $2; its text is read from the standard input.
send() {
    {
        printf 'From: %s\nTo: %s\nSubject: %s\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\n' "$FROM" "$1" "$2"
        printf 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n'
        cat
    } | "$SENDMAIL" -t -i
}

# The site into a folder of its own. Only when all of it is there does "current" lead to it.
rebuild() {
    before=
    if [ "${PULL:-no}" = yes ]; then
        before=$(git -C "$HUB" rev-parse HEAD) || return 1
        git -C "$HUB" pull --quiet --ff-only || return 1
    fi
    mkdir -p "$SITES" || return 1
    name=site-$(date -u +%Y%m%dT%H%M%SZ)-$$
    if ! "$FINGERPOST" build --root "$HUB" --output "$SITES/$name" || ! [ -s "$SITES/$name/index.html" ]; then
        rm -rf "${SITES:?}/$name"
        # The collector reads HUB when it starts, and does not start on mistakes.
        [ -z "$before" ] || git -C "$HUB" reset --quiet --keep "$before"
        return 1
    fi
    # Readers get the old site or the new one, and nothing between: a rename replaces the link in one step.
    ln -s "$name" "$SITES/next-$$" && mv -fT "$SITES/next-$$" "$SITES/current" || return 1
    remove_old
}

# Keep the three newest: one to look at, one to go back to.
remove_old() {
    find "$SITES" -mindepth 1 -maxdepth 1 -type d -name 'site-*' | sort -r | tail -n +4 | while IFS= read -r old; do
        rm -rf "$old"
    done
}

# One mail for each mailbox. Samples are never on the list.
mail_owners() {
    if [ "$(date -u +%u)" = "${MAIL_DAY:-1}" ]; then set -- --soon "${SOON:-14}"; else set -- --new; fi
    mailboxes=$("$FINGERPOST" overdue --root "$HUB" "$@" --mailboxes) || return 1
    failed=0
    # A mailbox holds no space: `fingerpost` refuses one that does.
    for mailbox in $mailboxes; do
        text=$("$FINGERPOST" overdue --root "$HUB" "$@" "--for=$mailbox") || { failed=1; continue; }
        printf '%s\n' "$text" | send "$mailbox" "Pages to check on our website" || failed=1
    done
    return "$failed"
}

log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
wrong=
if ! rebuild >"$log" 2>&1; then
    wrong="The website was not built. Readers still get the last one that was, with its dates."
elif ! mail_owners >>"$log" 2>&1; then
    wrong="The website was built. Not everybody was mailed whose pages are past their date."
fi
cat "$log"
[ -n "$wrong" ] || exit 0
{
    printf '%s\n\nThis is what the programs said last:\n\n' "$wrong"
    tail -n 60 "$log"
} | send "$OPERATOR" "The website: something failed last night" || echo "Nobody could be told: the mail was not taken." >&2
exit 1
