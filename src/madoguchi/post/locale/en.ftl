signature =
    --
    Madoguchi. This letter was written by the office’s program; answers to it are not read.
confirm-subject = Confirm your application for a program’s account
confirm =
    Somebody, probably you, applied at { $address } for a program’s account.

    To confirm that this mail address is yours, open this link within { $hours } hours:

    { $link }

    If it was not you, do nothing; no account will be made and nothing will be kept.
known-subject = You have an account already
known =
    Somebody, probably you, applied at { $address } for a program’s account with this mail address.
    You have an account already, with the identification number { $number }.
    Sign in and register further programs there:

    { $link }

    If it was not you, do nothing; nothing was changed.
waiting-subject = Your application is with the office
waiting =
    Your application for the program of { $name } (plan: { $plan }) is with the office now.
    You will be told by mail when it has been decided.
approved-subject = Your application was approved
approved =
    The office has approved your application for the program of { $name } (plan: { $plan }).

    To choose a password and receive the program’s key, open this link within { $days } days:

    { $link }
granted-subject = Your application was approved
granted =
    The office has approved your application for the program { $program } ({ $name }).
    Its plan is now: { $plan }.

    { $link }
refused-subject = Your application was not approved
refused =
    The office has not approved your application for the program of { $name } (plan: { $plan }).
    The reason given is:

    { $reason }

    You can apply anew at { $link }
registered-subject = Your program is registered
registered =
    Your program is registered.

    Identification number (yours, to sign in): { $number }
    Identification number of the program: { $program }
    API ID of the program: { $api_id }
    Plan: { $plan }

    Keys, usage and everything else of your programs:

    { $link }
suspended-subject = The program { $program } is suspended
suspended =
    The office has suspended the account { $program } ({ $name }). Until it is resumed nothing is
    served to it. The reason given is:

    { $reason }
resumed-subject = The program { $program } is served again
resumed =
    The account { $program } ({ $name }) is no longer suspended.
planned-subject = The plan of the program { $program } has changed
planned =
    The plan of the account { $program } ({ $name }) is now: { $plan }.
    Its limits are at { $link }
quota-near-subject = Program { $program }: { $percent } % of today’s calls of { $counter } are used
quota-near =
    The program { $program } ({ $name }) has used { $percent } % of the calls that a day has for
    { $counter }: the limit is { $limit }.

    { $link }
quota-reached-subject = Program { $program }: today’s calls of { $counter } are used up
quota-reached =
    The program { $program } ({ $name }) has used all calls that a day has for { $counter }:
    the limit is { $limit }. Further calls are refused until midnight of the office concerned.

    { $link }

exchange-late-in-subject = Data exchange: { $product } was due on { $due }
exchange-late-in =
    Nothing has arrived of the data product { $product } of { $sender } that was due on { $due }.
    Deliveries missed one after the other: { $periods }. The last one came on: { $since }.

    One delivery of everything since then makes up for all of them. If it was sent, please see
    whether it lies ready or broke off; { $address } says what has arrived.

exchange-late-out-subject = Data exchange: { $product } is late, due on { $due }
exchange-late-out =
    The data product { $product } of { $sender } that was due on { $due } has not been made ready.
    Deliveries missed one after the other: { $periods }. The last one went out on: { $since }.

    It will be made up for by one delivery of everything since then; { $address } says how it stands.
