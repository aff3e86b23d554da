package chat.tacet.social.archive;

import chat.tacet.kit.boot.MayBeZero;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configuration of archives.
 *
 * @param size bytes that the archive of one account may have ({@code TACET_SOCIAL_ARCHIVE_SIZE}):
 *     as many as its mailboxes, about 300,000 messages; 0 keeps none
 */
@ConfigurationProperties("tacet.social.archive")
record ArchiveProperties(@MayBeZero @DefaultValue("64MB") DataSize size) {}
