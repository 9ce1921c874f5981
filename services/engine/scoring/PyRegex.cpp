#include "services/engine/scoring/PyRegex.h"

#include "services/engine/scoring/PyValue.h"

#include <QCoreApplication>

namespace assay::engine::scoring {

std::optional<QString> PyMatch::group(int number) const
{
    if (number > groups)
        throw PyError("IndexError",
            QCoreApplication::translate("assay",
                "The expression \"%1\" matched but has no group %2; put parentheses "
                "around the part to take.")
                .arg(match.regularExpression().pattern().mid(5))
                .arg(number));
    if (match.capturedStart(number) < 0)
        return std::nullopt;
    const QString text = match.captured(number);
    return text.isNull() ? QString(QLatin1String("")) : text;
}

PyRegex::PyRegex(const QString &pattern, PyFlags flags)
{
    PyRegexTranslator translator(pattern, flags);
    const QString translated = translator.translate();
    m_groups = translator.groupCount();
    QRegularExpression::PatternOptions options = QRegularExpression::UseUnicodePropertiesOption;
    if (translator.flags().ignoreCase)
        options |= QRegularExpression::CaseInsensitiveOption;
    m_expression = QRegularExpression(translated, options);
    if (!m_expression.isValid())
        throw PyError("error",
            QCoreApplication::translate("assay", "The expression \"%1\" is not valid: %2.")
                .arg(pattern, m_expression.errorString()));
    m_expression.optimize();
}

namespace {

void checkValid(const QRegularExpressionMatch &match)
{
    if (!match.isValid())
        throw PyError("RuntimeError",
            QCoreApplication::translate("assay", "The expression \"%1\" is too complex for this text.")
                .arg(match.regularExpression().pattern().mid(5)));
}

} // namespace

std::optional<PyMatch> PyRegex::search(const QString &text) const
{
    PyMatch found { m_expression.match(text), m_groups };
    checkValid(found.match);
    return found.match.hasMatch() ? std::optional(std::move(found)) : std::nullopt;
}

std::optional<PyMatch> PyRegex::matchAtStart(const QString &text) const
{
    PyMatch found { m_expression.match(
                        text, 0, QRegularExpression::NormalMatch, QRegularExpression::AnchorAtOffsetMatchOption),
        m_groups };
    checkValid(found.match);
    return found.match.hasMatch() ? std::optional(std::move(found)) : std::nullopt;
}

QList<PyMatch> PyRegex::findAll(const QString &text) const
{
    QList<PyMatch> found;
    auto iterator = m_expression.globalMatch(text);
    while (iterator.hasNext()) {
        const auto match = iterator.next();
        checkValid(match);
        found.append(PyMatch { match, m_groups });
    }
    return found;
}

} // namespace assay::engine::scoring
