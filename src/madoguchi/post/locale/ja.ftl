signature =
    --
    窓口（Madoguchi）　このメールは自動で送信しています。返信いただいてもお読みできません。
confirm-subject = プログラム利用の申込みの確認
confirm =
    { $address } において、プログラム利用の申込みがありました。

    このメールアドレスがご本人のものであることを確認するため、{ $hours } 時間以内に次のリンクを開いてください。

    { $link }

    お心当たりがない場合は、何もなさらないでください。利用者登録は行われず、記録も残りません。
known-subject = 既に利用者登録があります
known =
    { $address } において、このメールアドレスでプログラム利用の申込みがありました。
    既に利用者登録があります（識別番号 { $number }）。
    ログインのうえ、次のページでプログラムを追加してください。

    { $link }

    お心当たりがない場合は、何もなさらないでください。変更は行われていません。
waiting-subject = 申込みを受け付けました
waiting =
    { $name } 様のプログラム利用の申込み（プラン：{ $plan }）を受け付けました。
    審査の結果はメールでお知らせします。
approved-subject = 申込みが承認されました
approved =
    { $name } 様のプログラム利用の申込み（プラン：{ $plan }）が承認されました。

    { $days } 日以内に次のリンクを開き、パスワードを決めて、プログラムのキーを受け取ってください。

    { $link }
granted-subject = 申込みが承認されました
granted =
    プログラム { $program }（{ $name }）についての申込みが承認されました。
    現在のプラン：{ $plan }

    { $link }
refused-subject = 申込みは承認されませんでした
refused =
    { $name } 様のプログラム利用の申込み（プラン：{ $plan }）は承認されませんでした。
    理由は次のとおりです。

    { $reason }

    改めてのお申込みはこちらです。 { $link }
registered-subject = プログラムが登録されました
registered =
    プログラムが登録されました。

    あなたの識別番号（ログインに使います）： { $number }
    プログラムの識別番号： { $program }
    プログラムの API ID： { $api_id }
    プラン： { $plan }

    キー、利用状況などはこちらです。

    { $link }
suspended-subject = プログラム { $program } は利用停止中です
suspended =
    { $program }（{ $name }）の利用を停止しました。再開するまで応答しません。
    理由は次のとおりです。

    { $reason }
resumed-subject = プログラム { $program } の利用を再開しました
resumed =
    { $program }（{ $name }）の利用停止を解除しました。
planned-subject = プログラム { $program } のプランが変わりました
planned =
    { $program }（{ $name }）のプランは「{ $plan }」になりました。
    上限はこちらでご覧いただけます。 { $link }
quota-near-subject = プログラム { $program }： { $counter } の本日分の { $percent }％ を使いました
quota-near =
    プログラム { $program }（{ $name }）は、{ $counter } の１日の上限 { $limit } 回のうち { $percent }％ を使いました。

    { $link }
quota-reached-subject = プログラム { $program }： { $counter } の本日分を使い切りました
quota-reached =
    プログラム { $program }（{ $name }）は、{ $counter } の１日の上限 { $limit } 回を使い切りました。
    該当する官庁の午前０時まで、それ以上の呼出しにはお応えできません。

    { $link }

exchange-late-in-subject = データ交換：{ $product } が期日（{ $due }）に届いていません
exchange-late-in =
    { $sender } のデータ { $product } について、{ $due } が期日の送付がまだ届いていません。
    続けて届いていない回数：{ $periods }回　最後に届いた日：{ $since }

    最後の送付より後のすべてを一度にお送りいただければ、足りない分はそろいます。送付済みの場合は、
    送付が途中で切れていないか、受け取れる状態で置かれているかをご確認ください。到着の状況は
    { $address } でご覧になれます。

exchange-late-out-subject = データ交換：{ $product } の送付が遅れています（期日 { $due }）
exchange-late-out =
    { $sender } のデータ { $product } について、{ $due } が期日の送付がまだ用意されていません。
    続けて送付していない回数：{ $periods }回　最後に送付した日：{ $since }

    最後の送付より後のすべてを一度にお送りします。状況は { $address } でご覧になれます。
