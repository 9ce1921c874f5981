#include "services/authoring/ServerRefusal.h"

#include "services/authoring/DocumentPath.h"

#include <QRegularExpression>

#include <algorithm>

namespace assay {

namespace {

/// "CollectionConfig.benchmarks[0].Ref.id" -> "benchmarks/0/id".
QString pathOfToken(QString token)
{
    static const QRegularExpression type(QStringLiteral("^(Collection|Provider|EvaluationJob)Config\\.")), row(QStringLiteral("\\[(\\d*)\\]"));
    token.remove(type).remove(QStringLiteral("Ref."));
    token.replace(QStringLiteral("[]"), QStringLiteral("[0]")).replace(row, QStringLiteral(".\\1"));
    return token.replace(QLatin1Char('.'), QLatin1Char('/'));
}

/// The field itself, or the first one below an object that the message names.
QString fieldPath(const AuthoredDocument &document, const QString &path)
{
    if (fieldAt(document.kind(), path))
        return path;
    for (const FieldInfo &field : fieldsOf(document.kind())) {
        for (const QString &candidate : expanded(document, field.path)) {
            if (path::within(candidate, path))
                return candidate;
        }
    }
    return {};
}

/// A message that gives only the last name, like "kind must be one of: kueue": the field of that name whose value is wrong,
/// or is just there.
QString valueNamed(const AuthoredDocument &document, const QString &name, bool wrong)
{
    for (const FieldInfo &field : fieldsOf(document.kind())) {
        if (path::last(field.path) != name)
            continue;
        for (const QString &candidate : expanded(document, field.path)) {
            const QVariant value = document.value(candidate);
            if (value.isValid() && (!wrong || !fieldProblem(field, value).isEmpty()))
                return candidate;
        }
    }
    return {};
}

QString rowNamed(const AuthoredDocument &document, const QString &message)
{
    static const QRegularExpression quoted(QStringLiteral("['“\"]([^'”\"]+)['”\"]"));
    QStringList names;
    for (auto all = quoted.globalMatch(message); all.hasNext();)
        names << all.next().captured(1);
    for (const char *list : {"benchmarks", "collection/benchmarks"}) {
        for (const char *member : {"id", "provider_id"}) {
            for (const QString &row : expanded(document, QLatin1String(list) + QStringLiteral("/*"))) {
                const QString path = path::join(row, QLatin1String(member));
                if (names.contains(document.text(path)))
                    return path;
            }
        }
    }
    return names.contains(document.text(QStringLiteral("collection/id"))) ? QStringLiteral("collection/id") : QString();
}

/// A member of a row that the message names by itself: "test_data_ref: …".
QString objectNamed(const AuthoredDocument &document, const QString &name)
{
    if (!name.contains(QLatin1Char('_')))
        return {};
    for (const char *place : {"benchmarks/*", "collection/benchmarks/*"}) {
        for (const QString &row : expanded(document, QLatin1String(place))) {
            if (document.contains(path::join(row, name)))
                return fieldPath(document, path::join(row, name));
        }
    }
    return document.contains(name) ? fieldPath(document, name) : QString();
}

QStringList tokensOf(const QString &message)
{
    // What EvalHub says around the reason holds names of fields too.
    static const QRegularExpression around(QStringLiteral("The request validation failed: |Please check the request and try again\\.?|Error:\\w+ validation for .*"));
    static const QRegularExpression token(QStringLiteral("[A-Za-z_][A-Za-z_0-9]*(?:\\[\\d*\\])?(?:\\.[A-Za-z_][A-Za-z_0-9]*(?:\\[\\d*\\])?)*"));
    QStringList tokens;
    for (auto all = token.globalMatch(QString(message).remove(around)); all.hasNext();)
        tokens << all.next().captured();
    return tokens;
}

} // namespace

QString refusedPath(const AuthoredDocument &document, const Error &error)
{
    if (error.code == QLatin1String("model_url_required"))
        return QStringLiteral("model/url");
    if (error.code == QLatin1String("mlflow_required_for_experiment"))
        return QStringLiteral("experiment/name");
    const QStringList tokens = tokensOf(error.message);
    const auto first = [&](auto find) {
        for (const QString &token : tokens) {
            if (const QString path = find(token); !path.isEmpty())
                return path;
        }
        return QString();
    };
    // From what is sure to what is likely.
    QString path = first([&](const QString &token) {
        const bool qualified = token.contains(QLatin1Char('.')) || token.contains(QLatin1Char('['));
        return qualified ? fieldPath(document, pathOfToken(token)) : QString();
    });
    if (path.isEmpty())
        path = rowNamed(document, error.message);
    if (path.isEmpty())
        path = first([&](const QString &token) { return valueNamed(document, token, true); });
    if (path.isEmpty())
        path = first([&](const QString &token) { return fieldAt(document.kind(), token) ? token : QString(); });
    if (path.isEmpty())
        path = first([&](const QString &token) { return valueNamed(document, token, false); });
    return path.isEmpty() ? first([&](const QString &token) { return objectNamed(document, token); }) : path;
}

} // namespace assay
