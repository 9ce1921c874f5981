#include "models/composer/TargetRow.h"

#include "services/authoring/DocumentPath.h"

#include <QCoreApplication>
#include <QSet>

namespace assay {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

const QString modelPath = QStringLiteral("model/");

QString oneLine(QString text) { return text.replace(QLatin1Char('\n'), QLatin1Char(' ')).simplified(); }

} // namespace

TargetRow TargetRow::of(const AuthoredDocument &job)
{
    return {job.text(QStringLiteral("model/name")), job.text(QStringLiteral("model/url")), job.text(QStringLiteral("model/auth/secret_ref")),
            job.text(QStringLiteral("model/card_url")), job.value(QStringLiteral("model/parameters")).toMap()};
}

void TargetRow::applyTo(AuthoredDocument &job) const
{
    job.set(QStringLiteral("model/name"), name);
    job.set(QStringLiteral("model/url"), url);
    job.set(QStringLiteral("model/auth/secret_ref"), secretRef);
    job.set(QStringLiteral("model/card_url"), cardUrl);
    job.set(QStringLiteral("model/parameters"), parameters);
}

QVariantMap TargetRow::toMap() const
{
    QVariantMap map;
    const auto put = [&](const char *key, const QString &value) {
        if (!value.isEmpty())
            map.insert(QLatin1String(key), value);
    };
    put("name", name);
    put("url", url);
    put("secret_ref", secretRef);
    put("card_url", cardUrl);
    if (!parameters.isEmpty())
        map.insert(QStringLiteral("parameters"), parameters);
    return map;
}

TargetRow TargetRow::fromMap(const QVariantMap &map)
{
    return {map.value(QStringLiteral("name")).toString(), map.value(QStringLiteral("url")).toString(), map.value(QStringLiteral("secret_ref")).toString(),
            map.value(QStringLiteral("card_url")).toString(), map.value(QStringLiteral("parameters")).toMap()};
}

QString standardNamePattern() { return QStringLiteral("{name} · {model}"); }

QList<AuthoredDocument> expandTargets(const AuthoredDocument &job, const QList<TargetRow> &targets, const QString &pattern)
{
    if (targets.isEmpty())
        return {job};
    const QString own = job.text(QStringLiteral("name"));
    QList<AuthoredDocument> jobs;
    QSet<QString> taken;
    for (qsizetype i = 0; i < targets.size(); ++i) {
        AuthoredDocument one = job;
        targets.at(i).applyTo(one);
        if (targets.size() > 1) {
            // Without a name of its own the pattern's separator would stand in front.
            QString name = own.isEmpty() && pattern.isEmpty() ? QStringLiteral("{model}") : pattern.isEmpty() ? standardNamePattern() : pattern;
            // The model last: what it is called is not looked into.
            name.replace(QLatin1String("{number}"), QString::number(i + 1)).replace(QLatin1String("{name}"), own).replace(QLatin1String("{model}"), targets.at(i).name);
            name = oneLine(name);
            QString free = name;
            for (int copy = 2; taken.contains(free); ++copy)
                free = QStringLiteral("%1 (%2)").arg(name, QString::number(copy));
            taken << free;
            one.set(QStringLiteral("name"), free);
        }
        jobs << one;
    }
    return jobs;
}

QList<FieldProblem> targetProblems(const AuthoredDocument &job, const QList<TargetRow> &targets)
{
    QList<FieldProblem> found;
    for (qsizetype i = 0; i < targets.size(); ++i) {
        const QString row = path::join(QStringLiteral("targets"), i);
        AuthoredDocument one = job;
        targets.at(i).applyTo(one);
        for (const FieldProblem &problem : one.problems()) {
            if (!problem.path.startsWith(modelPath))
                continue;
            QString member = problem.path.mid(modelPath.size());
            if (member == QLatin1String("auth/secret_ref"))
                member = QStringLiteral("secret_ref");
            found.append({row + QLatin1Char('/') + member, problem.message});
        }
        if (const qsizetype first = targets.indexOf(targets.at(i)); first < i && !targets.at(i).isEmpty())
            found.append({row + QStringLiteral("/name"), tr("Target %1 is the same as target %2: change or remove one.").arg(i + 1).arg(first + 1)});
    }
    return found;
}

} // namespace assay
