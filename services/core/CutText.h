#pragma once

#include <QString>

namespace assay {

/// Keeps the beginning of a text, at most `chars` UTF-16 units and no half of a character; adds what is lost, in bytes of UTF-8.
inline void cutText(QString &text, qsizetype chars, qint64 &cutBytes)
{
    if (text.size() <= chars)
        return;
    if (chars > 0 && text.at(chars - 1).isHighSurrogate())
        --chars;
    cutBytes += QStringView(text).mid(chars).toUtf8().size();
    text.truncate(chars);
}

} // namespace assay
