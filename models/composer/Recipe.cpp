#include "models/composer/Recipe.h"

#include "services/authoring/AuthoredDraft.h"
#include "services/authoring/DocumentPath.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>

namespace assay {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

QVariantList mapsOf(const QList<TargetRow> &targets)
{
    QVariantList list;
    for (const TargetRow &target : targets)
        list << target.toMap();
    return list;
}

QList<TargetRow> targetsOf(const QVariant &list)
{
    QList<TargetRow> targets;
    for (const QVariant &row : list.toList())
        targets << TargetRow::fromMap(row.toMap());
    return targets;
}

/// Names under which keys are written, and texts that look like one. Names of stored secrets end in secret_ref and are none.
bool looksSecret(const QString &name, const QString &text)
{
    static const QRegularExpression names(QStringLiteral("(^|[_-])(api[_-]?key|apikey|password|passwd|secret|secret[_-]?key|private[_-]?key|access[_-]?key|"
                                                         "(access|auth|api|bearer|hf|refresh)[_-]?token|token|authorization|credentials?)$"),
                                          QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression texts(QStringLiteral("^(sk-[A-Za-z0-9_-]{16,}|hf_[A-Za-z0-9]{16,}|gh[pousr]_[A-Za-z0-9]{16,}|AKIA[A-Z0-9]{12,}|(Bearer|Basic) \\S{8,}|-----BEGIN [A-Z ]*PRIVATE KEY)"));
    return !text.isEmpty() && (names.match(name).hasMatch() || texts.match(text).hasMatch());
}

/// Path of the first key, password or address with one; empty: none.
QString secretIn(const QVariant &value, const QString &path)
{
    if (value.typeId() == QMetaType::QVariantMap) {
        const QVariantMap map = value.toMap();
        for (auto it = map.begin(); it != map.end(); ++it) {
            if (const QString found = secretIn(it.value(), path::join(path, it.key())); !found.isEmpty())
                return found;
        }
    } else if (value.typeId() == QMetaType::QVariantList) {
        const QVariantList list = value.toList();
        for (qsizetype i = 0; i < list.size(); ++i) {
            if (const QString found = secretIn(list.at(i), path::join(path, i)); !found.isEmpty())
                return found;
        }
    } else if (value.typeId() == QMetaType::QString) {
        const QString text = value.toString();
        const bool withPassword = text.contains(QLatin1String("://")) && !QUrl(text).password().isEmpty();
        if (withPassword || looksSecret(path::last(path), text))
            return path;
    }
    return {};
}

} // namespace

QVariantMap Recipe::toMap() const
{
    QVariantMap map{{QStringLiteral("name"), name}, {QStringLiteral("job"), document.root()}, {QStringLiteral("changed"), changed.toString(Qt::ISODateWithMs)}};
    if (!targets.isEmpty())
        map.insert(QStringLiteral("targets"), mapsOf(targets));
    if (!namePattern.isEmpty())
        map.insert(QStringLiteral("name_pattern"), namePattern);
    return map;
}

std::optional<Recipe> Recipe::fromMap(const QVariantMap &map)
{
    const QString name = map.value(QStringLiteral("name")).toString();
    if (name.isEmpty() || map.value(QStringLiteral("job")).typeId() != QMetaType::QVariantMap)
        return std::nullopt;
    return Recipe{name, documentFrom(DocumentKind::Job, map.value(QStringLiteral("job")).toMap()), targetsOf(map.value(QStringLiteral("targets"))),
                  map.value(QStringLiteral("name_pattern")).toString(), QDateTime::fromString(map.value(QStringLiteral("changed")).toString(), Qt::ISODateWithMs)};
}

QByteArray Recipe::toYaml() const
{
    QVariantMap head{{QStringLiteral("recipe"), name}};
    if (!targets.isEmpty())
        head.insert(QStringLiteral("targets"), mapsOf(targets));
    if (!namePattern.isEmpty())
        head.insert(QStringLiteral("name_pattern"), namePattern);
    // The job as the editor writes it, in the order of its form, below what a recipe adds.
    QByteArray job = document.toYaml();
    if (job.isEmpty())
        return yamlOf(head) + "job: {}\n";
    job.replace("\n", "\n  ");
    return yamlOf(head) + "job:\n  " + job.trimmed() + '\n';
}

Result<Recipe> Recipe::fromYaml(const QByteArray &text)
{
    const auto read = valueFromYaml(text);
    if (!read)
        return read.error();
    const QVariantMap map = read->toMap();
    if (map.isEmpty())
        return Error{Error::Kind::Invalid, QCoreApplication::translate("assay", "Line 1: a recipe must be names with values, like “recipe: …” and “job: …”.")};
    Recipe recipe;
    if (!map.contains(QStringLiteral("recipe"))) {
        const auto job = AuthoredDocument::fromText(DocumentKind::Job, text);
        if (!job)
            return job.error();
        recipe.document = *job;
        recipe.name = job->text(QStringLiteral("name"));
        return recipe;
    }
    if (map.value(QStringLiteral("job")).typeId() != QMetaType::QVariantMap)
        return Error{Error::Kind::Invalid, QCoreApplication::translate("assay", "job: the job of the recipe is missing; it must be names with values.")};
    if (const QVariant targets = map.value(QStringLiteral("targets")); targets.isValid() && targets.typeId() != QMetaType::QVariantList)
        return Error{Error::Kind::Invalid, QCoreApplication::translate("assay", "targets: must be a list, each with name and url.")};
    recipe.name = map.value(QStringLiteral("recipe")).toString();
    const auto job = AuthoredDocument::fromText(DocumentKind::Job, yamlOf(map.value(QStringLiteral("job"))));
    if (!job)
        return job.error();
    recipe.document = *job;
    recipe.targets = targetsOf(map.value(QStringLiteral("targets")));
    recipe.namePattern = map.value(QStringLiteral("name_pattern")).toString();
    return recipe;
}

QString secretProblem(const AuthoredDocument &job, const QList<TargetRow> &targets)
{
    QString found = secretIn(job.root(), {});
    if (found.isEmpty())
        found = secretIn(mapsOf(targets), QStringLiteral("targets"));
    return found.isEmpty() ? QString()
                           : tr("“%1” looks like a key or a password: take it out and name a stored secret in the key field instead.").arg(found);
}

} // namespace assay
